import { random, type Seed } from "@rlif/core/random/seed"
import type { Interval } from "./interval.ts"

/**
 * The percentile bootstrap's 95% interval for the mean of `values`, one per problem: problems are drawn anew, with
 * replacement, `rounds` times. Completions of one problem are alike, so they enter as that problem's mean, and problems
 * are what is counted. The same seed gives the same interval. The interval of no values is [0, 1].
 * @since 0.1.0
 */
export const bootstrap = (
  values: ArrayLike<number>,
  { seed, rounds = 2000 }: { readonly seed: Seed; readonly rounds?: number },
): Interval => {
  const n = values.length
  if (n === 0) return { low: 0, high: 1 }
  const { integer } = random(seed)
  const means = new Float64Array(rounds)
  for (let r = 0; r < rounds; r++) {
    let sum = 0
    for (let i = 0; i < n; i++) sum += values[integer(n)]
    means[r] = sum / n
  }
  means.sort()
  return { low: quantile(means, 0.025), high: quantile(means, 0.975) }
}

/** Linear between neighbors of a sorted list, whose first is the quantile 0 and whose last is the quantile 1. */
const quantile = (sorted: Float64Array, q: number): number => {
  const at = q * (sorted.length - 1)
  const below = Math.floor(at)
  return sorted[below] + (at - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below])
}
