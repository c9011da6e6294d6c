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
    ["Thus $x = \\frac{3}{4}$.", "x = \\frac{3}{4}"],
    ["The point is $(1,2)$.", "(1,2)"],
    ["We get $6 \\cdot 7 = 42$.", "42"],
    ["The odds are 3/4.", "3/4"],
    ["It is 42!", "42"],
    ["So 42.", "42"],
    ["<think>\\boxed{41}?</think>\n42", "42"],
    ["I=\\begin{bmatrix}1\\\\2\\end{bmatrix}", "I=\\begin{bmatrix}1\\\\2\\end{bmatrix}"],
    ["June 20", "June 20"],
    ["at most 5", "at most 5"],
    ["ab + bc + cd", "ab + bc + cd"],
    ["She pays 7.", "7"],
    ["There are 5 apples left", "5"],
  ] as const,
)("takes from %j the answer %j", (text, expected) => expect(givenAnswer(text)).toBe(expected))

it("finds none in nothing", () => expect(["", " \n"].map(givenAnswer)).toEqual([undefined, undefined]))
