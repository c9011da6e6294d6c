import { type Guard, type Numbers, proceed } from "./guard.ts"
import { type Course, further, lasting, type Smoothing } from "./_course.ts"

/**
 * Stops as soon as the mean token entropy (nats) or the mean length (tokens) is not between `share` and 1 / `share` times its
 * start, for `lag` updates in a row: votes raise entropy and length where they collapse, certainty lowers both.
 *
 * @example
 * ```ts
 * import { replay, twoSided } from "@rlif/trainer/guard"
 *
 * const log = [0.4, 0.5, 0.9].map((entropy) => ({ entropy, "completions/mean_length": 20 }))
 * replay(twoSided({ share: 0.5 }), log).decisions.map(({ _tag }) => _tag) // ["continue", "continue", "stop"]
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const twoSided = (
  { share = 0.5, smooth = 1, lag = 1 }: Smoothing & { readonly share?: number } = {},
): Guard<Readonly<Record<string, Course>>> => ({
  init: {},
  check: (metrics, courses) => {
    const next = Object.fromEntries(
      names.flatMap((name) => {
        const course = metrics[name] === undefined ? courses[name] : further(courses[name], {
          value: metrics[name],
          smooth,
          holds: (now, start) => now < share * start || now * share > start,
        })
        return course === undefined ? [] : [[name, course]]
      }),
    )
    const found = names.find((name) => metrics[name] !== undefined && next[name].held >= lag)
    if (found === undefined) return [proceed, next]
    const { start, now, held } = next[found]
    const reason = `${found} is ${now.toPrecision(3)}, not between ${share} and ${(1 / share).toPrecision(3)} times ` +
      `its start, ${start.toPrecision(3)}${lasting(held)}`
    const numbers: Numbers = { [found]: now, start, ratio: now / start, held }
    return [{ _tag: "stop", reason, numbers }, next]
  },
})

const names = ["entropy", "completions/mean_length"]
