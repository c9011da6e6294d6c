import type { Interval } from "./interval.ts"

/** The 97.5% quantile of the standard normal distribution. */
const z = 1.959963984540054

/**
 * Wilson's 95% interval for a proportion, k of n (J. Am. Stat. Assoc. 22, 1927):
 *
 *     (k + z^2/2 -+ z sqrt(k (n - k) / n + z^2/4)) / (n + z^2)
 *
 * Unlike k/n -+ 2 standard errors the interval stays within [0, 1], and has a width at k = 0 and k = n. Of
 * nothing, the interval is [0, 1].
 *
 * @example
 * ```ts
 * import { wilson } from "@rlif/trainer/evaluate"
 * wilson(81, 263) // { low: 0.2553, high: 0.3662 }
 * ```
 *
 * @since 0.1.0
 */
export const wilson = (successes: number, n: number): Interval => {
  if (n === 0) return { low: 0, high: 1 }
  const middle = successes + z * z / 2
  const half = z * Math.sqrt(successes * (n - successes) / n + z * z / 4)
  // At k = 0 and k = n the bounds are 0 and 1 but for rounding.
  return {
    low: successes === 0 ? 0 : Math.max(0, (middle - half) / (n + z * z)),
    high: successes === n ? 1 : Math.min(1, (middle + half) / (n + z * z)),
  }
}
