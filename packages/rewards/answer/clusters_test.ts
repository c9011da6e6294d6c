import { Effect } from "effect"
import { expect, it } from "vitest"
import { clusters, clustersBy, sizes } from "./clusters.ts"
import { lastNumber } from "./last_number.ts"
import type { Compare } from "./verdict.ts"

it.each(
  [
    [["4", "5", "", "4"], [0, 1, -1, 0], [2, 1, 0, 2]],
    [["", ""], [-1, -1], [0, 0]],
    [["7", "7", "7"], [0, 0, 0], [3, 3, 3]],
    [[], [], []],
  ] as const,
)("of %j are %j, of sizes %j", (texts, labels, counts) => {
  expect(clusters(texts, lastNumber)).toEqual(labels)
  expect(sizes(labels)).toEqual(counts)
})

it("does not see white space around an answer, and takes nothing but that for none", () =>
  expect(clusters([" a b", "a b\n", "ab", " "], (text) => text)).toEqual([0, 0, 2, -1]))

/** Numbers that are equal are; what is no number cannot be read. */
const asNumbers: Compare = (gold, given) =>
  Effect.succeed(isNaN(+gold) || isNaN(+given) ? "unparsable" : +gold === +given ? "correct" : "wrong")
const whole = (text: string) => text

it.each(
  [
    [["4", "4.0", "5", "4", "05", ""], [0, 0, 2, 0, 2, -1]],
    [["x", "x", "1"], [-1, -1, 2]],
    [[], []],
  ] as const,
)(
  "of %j, compared as numbers, are %j",
  (texts, labels) => expect(Effect.runSync(clustersBy(texts, { answer: whole, compare: asNumbers }))).toEqual(labels),
)

it("compares spellings, not completions", () => {
  let asked = 0
  const compare: Compare = (gold, given) => Effect.tap(asNumbers(gold, given), () => Effect.sync(() => asked++))
  const texts = Array.from({ length: 60 }, (_, i) => ["4", "4.0", "5"][i % 3])
  expect(sizes(Effect.runSync(clustersBy(texts, { answer: whole, compare })))).toEqual(
    texts.map((text) => text === "5" ? 20 : 40),
  )
  // Each spelling with itself, 4.0 with 4, and 5 with 4.
  expect(asked).toBe(5)
})

it("is the same as letter by letter without a comparison", () =>
  expect(Effect.runSync(clustersBy(["4", "4.0", "4"], { answer: whole }))).toEqual([0, 1, 0]))
