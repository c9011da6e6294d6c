import { lastNumber } from "@rlif/rewards/answer/last-number"
import type { Extractor } from "@rlif/rewards/answer/verdict"
import type { Group } from "@rlif/core/sample/group"
import type * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { drawn, field, listOf, lower, whole, within, without } from "./_drawn.ts"
import { grouped, rollout } from "./_rollouts.ts"

/**
 * How the answers of `answerGroups` are found.
 * @stability unstable
 * @since 0.1.0
 */
export const givenAnswer: Extractor = lastNumber

/**
 * How a number is written as an answer: one answer, in several spellings.
 * @since 0.1.0
 */
export type Spelling = (answer: number) => string

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
export const answerGroups = ({ least = 1, most = 8, answers = 4, silent = true, spellings = [String] }: {
  readonly least?: number
  readonly most?: number
  /** How many different answers there are. */
  readonly answers?: number
  /** Whether all may be without an answer; else at least the first has one. */
  readonly silent?: boolean
  /** How answers and gold answers may be written. */
  readonly spellings?: ReadonlyArray<Spelling>
} = {}): Arbitrary.Arbitrary<Group> =>
  drawn(
    Schema.Struct({
      given: listOf(spelled(0, answers, spellings.length), least, most),
      gold: spelled(1, answers, spellings.length),
    }),
    {
      simpler: (data) => [
        ...field(data, "given", without(data.given, least)),
        ...field(data, "given", within(data.given, (one) => simpler(one, 0))),
        ...field(data, "gold", simpler(data.gold, 1)),
      ],
      build: ({ given, gold }) => {
        const written = ({ answer, spelling }: Spelled) => spellings[spelling](answer)
        const group = grouped(given.map((one, i) => ({
          ...rollout([{ p: [1 / 2, 1 / 2], token: 0 }], "stop"),
          text: one.answer > 0
            ? `the answer is ${written(one)}`
            : silent || i > 0
            ? "I have no idea."
            : `the answer is ${written({ ...one, answer: 1 })}`,
        })))
        return { ...group, problem: { ...group.problem, gold: written(gold) } }
      },
    },
  )

interface Spelled {
  readonly answer: number
  readonly spelling: number
}

const spelled = (least: number, most: number, spellings: number) =>
  Schema.Struct({ answer: whole(least, most), spelling: whole(0, spellings - 1) })

const simpler = (one: Spelled, least: number): ReadonlyArray<Spelled> => [
  ...field(one, "answer", lower(one.answer, least)),
  ...field(one, "spelling", lower(one.spelling, 0)),
]
