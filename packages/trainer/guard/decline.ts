import { type Guard, proceed } from "./guard.ts"
import { counted, smoothed } from "./_course.ts"

/**
 * Where a decline is measured from, the largest so far, and how many values there were.
 * @stability unstable
 * @since 0.1.0
 */
export interface Declining {
  readonly seen: number
  /** The exponential mean, in nats. */
  readonly now: number
  /** The same `every` updates ago, or less. */
  readonly from: number
  readonly largest: number
}

/**
 * Stops where the fall of entropy slows down: as soon as the decline of log-entropy over `every` updates is below `share` of
 * its largest so far, or at once where the first is none. Reads `entropy`, in nats, as an exponential mean of weight `smooth`.
 * The decline that was objected to is behind the weights that a stop keeps; a rollback goes to where that decline began.
 * The defaults are a hypothesis from runs that were looked at afterwards.
 *
 * @example
 * ```ts
 * import { decline, replay } from "@rlif/trainer/guard"
 *
 * const log = [0.8, 0.4, 0.2, 0.18].map((entropy) => ({ entropy })) // it halves, halves, and lingers
 * replay(decline({ share: 0.5, every: 1 }), log).decisions.map(({ _tag }) => _tag)
 * // => ["continue", "continue", "continue", "stop"]
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const decline = (
  { share = 0.5, every = 10, smooth = 1 }: {
    readonly share?: number
    readonly every?: number
    readonly smooth?: number
  } = {},
): Guard<Declining | undefined> => ({
  init: undefined,
  check: ({ entropy }, state) => {
    if (entropy === undefined) return [proceed, state]
    const now = smoothed(state?.now, entropy, smooth)
    if (state === undefined) return [proceed, { seen: 1, now, from: now, largest: 0 }]
    const { seen, from, largest } = state
    if (seen % every !== 0) return [proceed, { ...state, seen: seen + 1, now }]
    const by = Math.log(from) - Math.log(now)
    const next = { seen: seen + 1, now, from: now, largest: Math.max(largest, by) }
    const numbers = { entropy: now, decline: by, largest }
    // The entropy of a policy that is certain of all is 0, whose logarithm is none.
    if (by > 0 && by >= share * largest) return [proceed, next]
    const reason = largest === 0
      ? `entropy did not fall in the first ${counted(every)}: it is ${now.toPrecision(3)}, was ${from.toPrecision(3)}`
      : `log-entropy fell by ${by.toPrecision(3)} in ${counted(every)}, less than ${share} of ${largest.toPrecision(3)}`
    return [{ _tag: "stop", reason, numbers, back: every + 1 }, next]
  },
})
