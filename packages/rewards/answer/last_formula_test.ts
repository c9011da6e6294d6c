import { expect, it } from "vitest"
import { lastFormula } from "./last_formula.ts"

it.each(
  [
    ["We have $\\frac{3}{4}$.", "\\frac{3}{4}"],
    ["The point is \\((1,2)\\), as said.", "(1,2)"],
    ["Here it is: $$ x + 1 $$", "x + 1"],
    ["First $1$, and then \\[2\\]", "2"],
    ["It weighs $6 \\cdot 7 = 42$ kg", "42"],
    ["The line is $y = 2x+3$", "y = 2x+3"],
    ["The zeros are $x = 1$, $x = 2$, and $x = 3$.", "x = 1, x = 2, x = 3"],
    ["With $x = 3$ it is 42", undefined],
    ["She pays $5 and gets $3, so $2 are left", undefined],
    ["She pays \\$5 or \\$6", undefined],
    ["none", undefined],
  ] as const,
)("takes from %j the formula %j", (text, expected) => expect(lastFormula(text)).toBe(expected))
