import { type Guard, proceed } from "./guard.ts"
import { type Course, further, lasting, type Smoothing } from "./_course.ts"

/**
 * Options of `entropyBudget`.
 * @stability unstable
 * @since 0.1.0
 */
export interface EntropyBudgetOptions extends Smoothing {
  /** Share of the entropy at the start that is left when the run stops. Default 0.5. */
  readonly share?: number
  /** Entropy at the start below which nothing begins, in units of log `vocabulary`. Default 0.03. */
  readonly floor?: number
  /** Tokens that the model knows. */
  readonly vocabulary: number
}

/**
 * Stops as soon as the policy's mean token entropy is at most `share` of its start, in exponential mean of weight `smooth`, for
 * `lag` updates in a row. Does not let a run begin whose entropy is below `floor` log V: a model that is certain already has
 * nothing to gain (arXiv 2506.17219). Reads `entropy`, in nats; the start is the first batch, which the first weights sampled.
 * The default share is a hypothesis from runs that were looked at afterwards.
 *
 * @example
 * ```ts
 * import { entropyBudget, replay } from "@rlif/trainer/guard"
 *
 * const log = [{ entropy: 0.4 }, { entropy: 0.3 }, { entropy: 0.2 }]
 * const guard = entropyBudget({ share: 0.5, vocabulary: 39 })
 * replay(guard, log).decisions[2] // { _tag: "stop", reason: "entropy is 0.200, at most 0.5 of its start, 0.400", ... }
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const entropyBudget = (
  { share = 0.5, floor = 0.03, smooth = 1, lag = 1, vocabulary }: EntropyBudgetOptions,
): Guard<Course | undefined> => ({
  init: undefined,
  check: ({ entropy }, course) => {
    if (entropy === undefined) return [proceed, course]
    const next = further(course, { value: entropy, smooth, holds: (now, start) => now <= share * start })
    const { start, now, held } = next
    const least = floor * Math.log(vocabulary)
    if (course === undefined && start < least) {
      const reason = `entropy is ${start.toPrecision(3)} at the start, below ${floor} log ${vocabulary} = ` +
        `${least.toPrecision(3)}: the model is too certain already to gain`
      return [{ _tag: "stop", reason, numbers: { entropy: start, start, least } }, next]
    }
    if (held < lag) return [proceed, next]
    const reason = `entropy is ${now.toPrecision(3)}, at most ${share} of its start, ${start.toPrecision(3)}${
      lasting(held)
    }`
    return [{ _tag: "stop", reason, numbers: { entropy: now, start, held } }, next]
  },
})
