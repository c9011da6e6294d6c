import { expect, it } from "vitest"
import { givenAnswer } from "./given_answer.ts"

it.each(
  [
    ["\\frac{1}{2}", "\\frac{1}{2}"],
    ["(1, 2]", "(1, 2]"],
    ["x = 5 or x = 7", "x = 5 or x = 7"],
    ["5 miles per hour", "5 miles per hour"],
    ["\\text{no real solution}", "\\text{no real solution}"],
    ["no real solution", "no real solution"],
    ["So she has 42 apples.", "42"],
    ["I think that 3 is wrong, and it is 4", "4"],
    ["We get \\boxed{(1, 2)} with 3 steps", "(1, 2)"],
  ] as const,
)("takes from %j the answer %j", (text, expected) => expect(givenAnswer(text)).toBe(expected))

it("finds none in nothing", () => expect(["", " \n"].map(givenAnswer)).toEqual([undefined, undefined]))
