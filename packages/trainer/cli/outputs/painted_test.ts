import { expect, it } from "vitest"
import { painted, takesColors } from "./painted.ts"

it("colors the ground of pieces, and lets none of them color anything", () => {
  const { text } = painted([{ text: "a\x1b[2J", shade: 0 }, { text: "b\nc\x07", shade: 9 }])
  expect(text).toBe("a\\u001b[2J\x1b[38;5;16;48;5;208mb\x1b[0m\n\x1b[38;5;16;48;5;208mc\\u0007\x1b[0m")
})

it("does so on terminals, unless told otherwise", () => {
  const terminal = { isTTY: true, NO_COLOR: undefined }
  expect(takesColors("auto", terminal)).toBe(true)
  expect(takesColors("auto", { ...terminal, NO_COLOR: "1" })).toBe(false)
  expect(takesColors("auto", { ...terminal, isTTY: undefined })).toBe(false)
  expect(takesColors("always", { isTTY: false, NO_COLOR: "1" })).toBe(true)
  expect(takesColors("never", terminal)).toBe(false)
})
