/**
 * pass@k: how likely one of k completions is right, estimated without bias from c right ones of n >= k
 * (Chen et al. 2021, arXiv:2107.03374, equation 1):
 *
 *     1 - C(n - c, k) / C(n, k) = 1 - prod_{i = n - c + 1 .. n} (1 - k / i)
 *
 * the share of all k-subsets of the n that hold a right one.
 *
 * @example
 * ```ts
 * import { passAt } from "@rlif/trainer/evaluate"
 * passAt(2, { correct: 1, completions: 4 }) // 0.5
 * ```
 *
 * @since 0.1.0
 */
export const passAt = (
  k: number,
  { correct, completions: n }: { readonly correct: number; readonly completions: number },
): number => {
  if (n - correct < k) return 1
  let missed = 1
  for (let i = n - correct + 1; i <= n; i++) missed *= 1 - k / i
  return 1 - missed
}
