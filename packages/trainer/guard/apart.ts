import { type Guard, proceed } from "./guard.ts"
import { type Course, further, lasting, type Smoothing } from "./_course.ts"

/**
 * Stops before what is trained parts from the trajectory's log-probability: as soon as the root mean square of the difference
 * between the advantages that train and those that the trajectory mean would give reaches `share` of their size, for `lag`
 * updates in a row. Reads `advantages/apart`, a ratio: 0 where both agree, about 1.4 where they have nothing in common, 2 where
 * they are opposite. The default is a hypothesis from runs that were looked at afterwards.
 *
 * @example
 * ```ts
 * import { apart, replay } from "@rlif/trainer/guard"
 *
 * const log = [0.4, 0.6, 0.9].map((value) => ({ "advantages/apart": value }))
 * replay(apart({ share: 0.85 }), log).decisions.map(({ _tag }) => _tag) // ["continue", "continue", "stop"]
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const apart = (
  { share = 0.85, smooth = 1, lag = 1 }: Smoothing & { readonly share?: number } = {},
): Guard<Course | undefined> => ({
  init: undefined,
  reads: [name],
  check: ({ [name]: value }, course) => {
    if (value === undefined) return [proceed, course]
    const next = further(course, { value, smooth, holds: (now) => now >= share })
    const { now, held } = next
    if (held < lag) return [proceed, next]
    const reason =
      `the advantages differ from those of the trajectory mean by ${now.toPrecision(3)} of their size, at ` +
      `least ${share}${lasting(held)}`
    return [{ _tag: "stop", reason, numbers: { apart: now, held } }, next]
  },
})

const name = "advantages/apart"
