// The problems that two evaluations have in common.
import * as Effect from "effect/Effect"
import type { Answered } from "../../evaluate/answered.ts"
import { SettingsError } from "../../settings/setting.ts"
import type { How } from "./answered_rows.ts"

/** One of two evaluations. */
export interface Side extends How {
  /** Of the model, or of the file. */
  readonly name: string
  readonly answered: ReadonlyArray<Answered>
}

/** The problems of both, in the same order. */
export interface Paired {
  readonly a: ReadonlyArray<Answered>
  readonly b: ReadonlyArray<Answered>
  /** How many problems only one of them has. */
  readonly leftOut: { readonly a: number; readonly b: number }
  /** What is to be said of them. */
  readonly lines: ReadonlyArray<string>
}

/** Pairs problems by their ids. Fails where two of the same id are not the same problem, or none is in both. */
export const paired = Effect.fnUntraced(function* (a: Side, b: Side) {
  const others = new Map(b.answered.map((one) => [one.problem.id, one]))
  const common = a.answered.flatMap((one) => {
    const other = others.get(one.problem.id)
    return other === undefined ? [] : [[one, other] as const]
  })
  const odd = common.find(([one, other]) => asked(one) !== asked(other))?.[0].problem.id
  if (odd !== undefined) {
    const why = `problem "${odd}" of "${a.name}" is another one in "${b.name}"`
    return yield* new SettingsError({ message: `Cannot compare: ${why}` })
  }
  if (common.length === 0) {
    const message = `Cannot compare: "${a.name}" and "${b.name}" have no problem in common`
    return yield* new SettingsError({ message })
  }
  const leftOut = { a: a.answered.length - common.length, b: b.answered.length - common.length }
  const pairs: Paired = {
    a: common.map(([one]) => one),
    b: common.map(([, other]) => other),
    leftOut,
    lines: [
      ...leftOut.a + leftOut.b === 0 ? [] : [
        `Warning: compared on the ${common.length} problems that both have; ${leftOut.a} more are in A alone, ` +
        `${leftOut.b} in B alone`,
      ],
      ...(["temperature", "maxTokens"] as const).filter((name) => a[name] !== b[name]).map((name) =>
        `Warning: A was asked with a ${name === "temperature" ? name : "token limit"} of ${a[name]}, B of ${
          b[name]
        }: ` +
        "a difference need not be the models'"
      ),
    ],
  }
  return pairs
})

/** What makes a problem the same. */
const asked = ({ problem: { problem, gold, alsoGold = [] } }: Answered): string =>
  JSON.stringify([problem, gold, alsoGold])
