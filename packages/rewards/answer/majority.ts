import * as Effect from "effect/Effect"
import { clustersBy, sizes } from "./clusters.ts"
import type { AnswerOptions } from "./verdict.ts"

/**
 * The vote of some texts: by text the place of the first one with its answer, -1 where it has none, and the place of the first
 * text with the most frequent answer, -1 where none has one. Of equally frequent answers the one given first counts.
 *
 * @example
 * ```ts
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * import { majorityOf } from "@rlif/rewards/answer/majority"
 * import { Effect } from "effect"
 *
 * Effect.runSync(majorityOf(["5", "it is 4", "so 4", "hm"], { answer: lastNumber })) // { labels: [0, 1, 1, -1], most: 1 }
 * ```
 *
 * @since 0.1.0
 */
export const majorityOf = <E = never, R = never>(texts: ReadonlyArray<string>, options: AnswerOptions<E, R>) =>
  Effect.map(clustersBy(texts, options), (labels) => {
    const votes = sizes(labels)
    const most = votes.reduce((a, b) => Math.max(a, b), 0)
    return { labels, most: most === 0 ? -1 : votes.indexOf(most) }
  })
