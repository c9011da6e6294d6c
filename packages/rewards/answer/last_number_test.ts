import { expect, it } from "vitest"
import { lastNumber } from "./last_number.ts"

it.each(
  [
    ["first 3, then 12.", "12"],
    ["1,234,567.50 in all", "1234567.50"],
    ["between 1,2", "2"],
    ["it is -4", "-4"],
    ["5-3", "3"],
    ["(2)-1", "1"],
    ["x = .5", ".5"],
    ["wait...5", "5"],
    ["it is −4", "-4"],
    ["of 7 it is 3/4.", "3/4"],
    ["half, or 1/2.5", "2.5"],
    ["nothing", undefined],
    ["", undefined],
  ] as const,
)("takes from %j the number %j", (text, expected) => expect(lastNumber(text)).toBe(expected))
