import { expect, it } from "vitest"
import { firstOf, markedAnswer, mathAnswer } from "./math_answer.ts"

it.each(
  [
    ["\\boxed{1} #### 2 the answer is 3, or 4", "1"],
    ["#### 2\nThe answer is 3, or 4", "2"],
    ["The answer is 3, or 4", "3, or 4"],
    ["3 and then 4", "4"],
    ["\\boxed{} The answer is 3", "3"],
    // The box was cut in the middle of a number.
    ["1 + 1 = 2, so \\boxed{2", undefined],
    ["none", undefined],
  ] as const,
)("takes from %j the answer %j", (text, expected) => expect(mathAnswer(text)).toBe(expected))

it("tells an answer that is marked from a number that happens to be last", () =>
  expect(["1 + 1 = 2", "#### 2"].map(markedAnswer)).toEqual([undefined, "2"]))

it("asks one extractor after the other", () => {
  expect(firstOf(() => " ", () => "b", () => "c")("")).toBe("b")
  expect(firstOf()("text")).toBeUndefined()
})
