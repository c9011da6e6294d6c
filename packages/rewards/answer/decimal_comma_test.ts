import { Effect } from "effect"
import { expect, it } from "vitest"
import { decimalComma } from "./decimal_comma.ts"
import { literally } from "./verdict.ts"

it.each(
  [
    ["3,5", "3.5", "correct"],
    ["3{,}5", "3.5", "correct"],
    ["-0,25", "-0.25", "correct"],
    ["1.234", "1234", "correct"],
    ["1.234.567,8", "1234567.8", "correct"],
    ["(1,5; 2)", "(1.5; 2)", "correct"],
    ["12", "12", "correct"],
    // No thousands begin with a zero, and no number has two commas.
    ["0.125", "0.125", "correct"],
    ["1,2,3", "1,2,3", "correct"],
    ["1.5", "1.5", "correct"],
    ["3,5", "35", "wrong"],
    ["1.234", "1.2340", "wrong"],
  ] as const,
)("%j and %j are %s", (a, b, expected) => {
  expect(Effect.runSync(decimalComma(literally)(a, b))).toBe(expected)
  expect(Effect.runSync(decimalComma(literally)(b, a))).toBe(expected)
})
