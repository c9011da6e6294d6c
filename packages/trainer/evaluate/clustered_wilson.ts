import type { Interval } from "./interval.ts"
import { wilson } from "./wilson.ts"

/**
 * The 95% interval for the mean of numbers x in [0, 1], one a problem, such as the share of a problem's completions that are
 * right. Completions of one problem are alike, so problems are what is counted, and how alike they are is measured: with
 * S = sum x, V = S (1 - S/n), which the squares would add up to if every x were 0 or 1, and Q = sum (x - S/n)^2,
 *
 *     d = (Q + 1/2) / (V + 1/2)            the design effect, as if one more problem were all right, and one all wrong
 *     wilson(S / d, n / d)
 *
 * The first line is Kish's design effect (Survey Sampling, 1965), drawn towards 1: a few problems that happen to be alike are
 * no proof that all are. Where every x is 0 or 1 (one completion a problem, or all alike) the interval is Wilson's for n
 * problems, also at all right and all wrong. Of nothing, the interval is [0, 1].
 *
 * @example
 * ```ts
 * import { clusteredWilson } from "@rlif/trainer/evaluate"
 * clusteredWilson([0, 0, 0, 0, 0, 0]) // { low: 0, high: 0.3903 }, for any number of completions
 * clusteredWilson([0.5, 0.5, 0.5, 0.5]) // { low: 0.2538, high: 0.7462 }
 * ```
 *
 * @since 0.1.0
 */
export const clusteredWilson = (values: ArrayLike<number>): Interval => {
  const n = values.length
  if (n === 0) return { low: 0, high: 1 }
  let [sum, squares] = [0, 0]
  for (let i = 0; i < n; i++) sum += values[i]
  for (let i = 0; i < n; i++) squares += (values[i] - sum / n) ** 2
  // At most 1 but for rounding, as x^2 <= x.
  const effect = Math.min(1, (squares + 1 / 2) / (sum * (1 - sum / n) + 1 / 2))
  return wilson(sum / effect, n / effect)
}
