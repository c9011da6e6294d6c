import { expect, it } from "vitest"
import { clusters, sizes } from "./clusters.ts"
import { lastNumber } from "./last_number.ts"

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
