import { type Guard, proceed } from "./guard.ts"

/**
 * How many checks there were, and by bet what the wagers begun so far have come to.
 * @stability unstable
 * @since 0.1.0
 */
export interface Wealth {
  readonly checks: number
  readonly begun: ReadonlyArray<number>
}

/**
 * Stops as soon as a few labelled problems are evidence that accuracy is below its start, by a test that may look as often as it
 * likes: if accuracy on these problems is never below its start, a run is stopped with a probability of at most `alpha`.
 *
 * Each check asks every problem of the present weights, as often as every other, and as often afresh of those at the start, at
 * the temperature of training; reads `labels/gained` (right now, wrong at the start) and `labels/lost` (the other way), counts of
 * pairs of answers. A bet b in (0, 1) multiplies its wealth by
 *
 *     (1 + b)^lost (1 - b)^gained
 *
 * whose expectation, given all before, is `prod_i (1 - b d_i) <= exp(-b sum_i d_i) <= 1` where the mean over pairs of the
 * differences d_i of their problems' accuracies is at least 0, as pairs are independent. So the wealth is a nonnegative
 * supermartingale, and Ville's inequality bounds the probability that it ever reaches 1 / alpha times its start: testing by
 * betting (Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", arXiv:2010.09686). What is
 * compared with 1 / alpha is a mean of such wealths, over four bets and over the check k at which the betting begins, of weight
 * 1 / (k (k + 1)): a gain at first, which internal feedback often brings, does not outweigh a later loss.
 *
 * What it says is of these problems, and of sampling: it does not say that accuracy on others has fallen.
 *
 * @example
 * ```ts
 * import { fewLabels, replay } from "@rlif/trainer/guard"
 *
 * const checks = [[3, 1], [1, 4], [0, 9], [0, 12]].map(([gained, lost]) => ({ "labels/gained": gained, "labels/lost": lost }))
 * replay(fewLabels({ alpha: 0.05 }), checks).decisions.map(({ _tag }) => _tag)
 * // => ["continue", "continue", "stop", "stop"]
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const fewLabels = ({ alpha = 0.05 }: { readonly alpha?: number } = {}): Guard<Wealth> => ({
  init: { checks: 0, begun: bets.map(() => 0) },
  reads: [gainedName, lostName],
  check: ({ [gainedName]: gained, [lostName]: lost }, { checks: before, begun: wealth }) => {
    if (gained === undefined || lost === undefined) return [proceed, { checks: before, begun: wealth }]
    const checks = before + 1
    const begun = bets.map((bet, i) =>
      (wealth[i] + 1 / (checks * (checks + 1))) * (1 + bet) ** lost * (1 - bet) ** gained
    )
    // What has not begun to bet is as it was: 1 - sum_{k <= checks} 1 / (k (k + 1)).
    const evidence = begun.reduce((sum, one) => sum + one, 0) / bets.length + 1 / (checks + 1)
    if (evidence < 1 / alpha) return [proceed, { checks, begun }]
    const reason = `accuracy on the labelled problems is below its start: ${lost} lost and ${gained} gained at check ` +
      `${checks}, evidence ${evidence.toPrecision(3)}, at least 1/${alpha}`
    return [{ _tag: "stop", reason, numbers: { gained, lost, checks, evidence } }, { checks, begun }]
  },
})

const [gainedName, lostName] = ["labels/gained", "labels/lost"]

/** What is wagered on a loss: little on small differences, more on large ones. */
const bets = [1 / 8, 1 / 4, 1 / 2, 3 / 4]
