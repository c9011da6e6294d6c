import { Effect } from "effect"
import { expect, it } from "vitest"
import { verdict } from "./verdict.ts"

const answer = (text: string) => text.match(/A(.*)\$$/)?.[1]

it.each(
  [
    ["A 12 $", ["11", "12", "13"], "correct"],
    ["A 14 $", ["11", "12", "13"], "wrong"],
    ["A ? $", ["11", "?"], "correct"],
    ["A 14 $", ["?", "12"], "wrong"],
    ["A 14 $", ["12", "?"], "wrong"],
    ["A 14 $", ["?"], "unparsable"],
    ["14", ["14", "12"], "unparsable"],
  ] as const,
)("%j against any of %j is %s", (text, golds, expected) => {
  const compare = (gold: string, given: string) =>
    Effect.succeed(gold === given ? "correct" as const : gold === "?" ? "unparsable" as const : "wrong" as const)
  expect(Effect.runSync(verdict(text, golds, { answer, compare }))).toBe(expected)
})

it.each(
  [
    ["A 12 $", "12", "correct"],
    ["A 12 $", " 12\n", "correct"],
    ["A 12 $", "13", "wrong"],
    ["A 012 $", "12", "wrong"],
    ["12", "12", "unparsable"],
    // An empty answer is none, even where the gold answer is empty by mistake.
    ["A  $", "", "unparsable"],
  ] as const,
)(
  "%j against %j is %s",
  (text, gold, expected) => expect(Effect.runSync(verdict(text, gold, { answer }))).toBe(expected),
)
