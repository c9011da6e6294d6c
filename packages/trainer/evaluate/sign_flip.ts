/**
 * The two-sided p-value of paired differences, which are whole numbers: how likely the sum is at least as far from 0 when
 * each difference has a random sign (Fisher's permutation test for pairs, The Design of Experiments, 1935). Exact, by the
 * distribution of the sum over all signs:
 *
 *     p = P(|sum_i s_i d_i| >= |sum_i d_i|),  s_i = -1 or 1, each with probability 1/2
 *
 * With differences of -1, 0 and 1 it is McNemar's exact test: 2 P(Binomial(b + c, 1/2) >= max(b, c)), at most 1. Takes time
 * by how many differences are not 0, times their sum.
 *
 * @example
 * ```ts
 * import { signFlip } from "@rlif/trainer/evaluate"
 * signFlip([1, 1, 1, 1, 1, -1, 0, 0]) // 14 / 64: five against one, or worse, to either side
 * ```
 *
 * @since 0.1.0
 */
export const signFlip = (differences: ReadonlyArray<number>): number => {
  const sizes = differences.map(Math.abs).filter((size) => size > 0)
  const unit = sizes.reduce(divisor, 0)
  const steps = sizes.map((size) => size / unit)
  const total = steps.reduce((sum, step) => sum + step, 0)
  const seen = Math.abs(differences.reduce((sum, difference) => sum + difference, 0)) / (unit || 1)
  if (seen === 0) return 1
  // The sum is 2 B - total, where B adds up the sizes with a plus: chances[b] = P(B = b).
  const chances = new Float64Array(total + 1)
  chances[0] = 1
  let reached = 0
  for (const step of steps) {
    reached += step
    for (let b = reached; b >= 0; b--) chances[b] = (chances[b] + (b < step ? 0 : chances[b - step])) / 2
  }
  let tail = 0
  for (let b = total; b >= (total + seen) / 2; b--) tail += chances[b]
  return Math.min(1, 2 * tail)
}

const divisor = (a: number, b: number): number => b === 0 ? a : divisor(b, a % b)
