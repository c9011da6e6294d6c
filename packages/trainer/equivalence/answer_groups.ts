import { lastNumber } from "@rlif/rewards/answer/last-number"
import type { Extractor } from "@rlif/rewards/answer/verdict"
import type { Group } from "@rlif/core/sample/group"
import { type Arbitrary, Schema } from "effect"
import { drawn, field, listOf, lower, whole, within, without } from "./_drawn.ts"
import { grouped, rollout } from "./_rollouts.ts"

/**
 * How the answers of `answerGroups` are found.
 * @stability unstable
 * @since 0.1.0
 */
export const givenAnswer: Extractor = lastNumber

/**
 * Groups of 1 to 8 completions that answer with a number from 1 to 4, or not at all; the gold answer is one of them. They
 * shrink to few completions and small numbers.
 *
 * @example
 * ```ts
 * import { answerGroups, givenAnswer } from "@rlif/trainer/equivalence"
 * import { Arbitrary, Effect } from "effect"
 *
 * const [group] = Effect.runSync(Arbitrary.sampleEffect(answerGroups(), { count: 1, seed: 1 }))
 * givenAnswer(group.rollouts[0].text) // "1" to "4", or undefined
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const answerGroups = ({ least = 1, most = 8, answers = 4, silent = true }: {
  readonly least?: number
  readonly most?: number
  /** How many different answers there are. */
  readonly answers?: number
  /** Whether all may be without an answer; else at least the first has one. */
  readonly silent?: boolean
} = {}): Arbitrary.Arbitrary<Group> =>
  drawn(Schema.Struct({ given: listOf(whole(0, answers), least, most), gold: whole(1, answers) }), {
    simpler: (data) => [
      ...field(data, "given", without(data.given, least)),
      ...field(data, "given", within(data.given, (answer) => lower(answer, 0))),
      ...field(data, "gold", lower(data.gold, 1)),
    ],
    build: ({ given, gold }) => {
      const group = grouped(given.map((answer, i) => ({
        ...rollout([{ p: [1 / 2, 1 / 2], token: 0 }], "stop"),
        text: answer > 0 ? `the answer is ${answer}` : silent || i > 0 ? "no answer" : "the answer is 1",
      })))
      return { ...group, problem: { ...group.problem, gold: String(gold) } }
    },
  })
