import { type Answered, rightOf, shareOf } from "./answered.ts"
import { clusteredWilson } from "./clustered_wilson.ts"
import type { Interval } from "./interval.ts"
import { signFlip } from "./sign_flip.ts"

/**
 * How much better a model b answers than a model a, on the same problems.
 * @since 0.1.0
 */
export interface Comparison {
  /** Problems that both answered. */
  readonly problems: number
  /** The accuracies on these problems, in the order a, b. */
  readonly accuracies: readonly [a: number, b: number]
  /** Accuracy of b less that of a, with its 95% interval. */
  readonly difference: number
  readonly low: number
  readonly high: number
  /** The two-sided p-value of there being no difference. */
  readonly p: number
  /** `mcnemar`: one completion a problem; `sign-flip`: of several. Exact where both models have equally many. */
  readonly test: "mcnemar" | "sign-flip"
  /** Problems by who answered more of its completions right. */
  readonly better: { readonly a: number; readonly b: number; readonly alike: number }
}

/**
 * Compares two models on problems in the same order, of which each model has equally many completions throughout. A
 * problem's difference x_b - x_a of shares that are right is one number, however many completions are behind it, since
 * completions of one problem are alike, and so are both models about it: the interval is
 * `2 clusteredWilson((1 + x_b - x_a) / 2) - 1`, the test `signFlip` of the differences.
 *
 * @example
 * ```ts
 * import { type Answered, compare } from "@rlif/trainer/evaluate"
 *
 * const answered = (id: string, verdict: "correct" | "wrong"): Answered => ({
 *   problem: { id, problem: "1 + 1 =", gold: "2" },
 *   completions: [{ text: "", tokens: 1, finish: "stop", verdict }],
 * })
 * const ids = ["1", "2", "3", "4", "5", "6"]
 * const a = ids.map((id) => answered(id, "wrong"))
 * const b = ids.map((id) => answered(id, "correct"))
 * compare(a, b) // difference 1, interval [0.2193, 1], p = 2 / 2^6
 * ```
 *
 * @since 0.1.0
 */
export const compare = (a: ReadonlyArray<Answered>, b: ReadonlyArray<Answered>): Comparison => {
  const [few, many] = [a, b].map(([one]) => one?.completions.length ?? 1)
  const shares = [a, b].map((side) => side.map(shareOf))
  const differences = shares[0].map((share, i) => shares[1][i] - share)
  // Whole numbers, of which a share is the part few * many.
  const whole = a.map((one, i) => few * rightOf(b[i]) - many * rightOf(one))
  const [first, second] = [mean(shares[0]), mean(shares[1])]
  return {
    problems: a.length,
    accuracies: [first, second],
    difference: second - first,
    ...differenceInterval(differences),
    p: signFlip(whole),
    test: few === 1 && many === 1 ? "mcnemar" : "sign-flip",
    better: {
      a: whole.filter((difference) => difference < 0).length,
      b: whole.filter((difference) => difference > 0).length,
      alike: whole.filter((difference) => difference === 0).length,
    },
  }
}

/** The 95% interval for the mean of differences in [-1, 1], one a problem. */
const differenceInterval = (differences: ReadonlyArray<number>): Interval => {
  const { low, high } = clusteredWilson(differences.map((difference) => (1 + difference) / 2))
  return { low: 2 * low - 1, high: 2 * high - 1 }
}

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, x) => sum + x, 0) / values.length
