import { expect, it } from "vitest"
import { stated } from "./stated.ts"

it.each(
  [
    ["So the answer is 42.", "42"],
    ["The answer is 0.5. Check: 1 / 2.", "0.5"],
    ["The answer is 1. No, the answer is 2", "2"],
    ["the final answer is: $\\frac{1}{2}$, as said", "\\frac{1}{2}"],
    ["The answer is \\(x = 3\\).", "x = 3"],
    ["**Final Answer:** 17 apples\nThank you", "17 apples"],
    ["Answer: $18.90 a day", "$18.90 a day"],
    ["The answer\nis no", "no"],
    ["It is 42", undefined],
    ["the answers are 1 and 2", undefined],
  ] as const,
)("takes from %j the answer %j", (text, expected) => expect(stated(text)).toBe(expected))
