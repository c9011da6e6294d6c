import { type Guard, proceed } from "./guard.ts"
import { type Course, further, lasting, type Smoothing } from "./_course.ts"

/**
 * Stops as soon as the agreement among the samples of a problem, the mean share of the most frequent answer, reaches `level` or
 * is below `share` of its start, for `lag` updates in a row: where all samples agree, nothing is left to vote about, and where
 * they agree less than before, answers fall apart. Reads `answers/agreement`, which needs no labels, in [0, 1].
 *
 * @example
 * ```ts
 * import { agreement, replay } from "@rlif/trainer/guard"
 *
 * const log = [0.6, 0.8, 0.97].map((value) => ({ "answers/agreement": value }))
 * replay(agreement({ level: 0.95 }), log).decisions.map(({ _tag }) => _tag) // ["continue", "continue", "stop"]
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const agreement = (
  { level = 0.95, share = 0.5, smooth = 1, lag = 1 }: Smoothing & {
    readonly level?: number
    readonly share?: number
  } = {},
): Guard<Course | undefined> => ({
  init: undefined,
  reads: [name],
  check: ({ [name]: value }, course) => {
    if (value === undefined) return [proceed, course]
    const next = further(course, { value, smooth, holds: (now, start) => now >= level || now < share * start })
    const { start, now, held } = next
    if (held < lag) return [proceed, next]
    const why = now >= level ? `at least ${level}` : `below ${share} of its start, ${start.toPrecision(3)}`
    const reason = `agreement among samples is ${now.toPrecision(3)}, ${why}${lasting(held)}`
    return [{ _tag: "stop", reason, numbers: { agreement: now, start, held } }, next]
  },
})

const name = "answers/agreement"
