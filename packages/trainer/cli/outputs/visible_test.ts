import { Console, Effect } from "effect"
import fc from "fast-check"
import { expect, it } from "vitest"
import { visible, visibly } from "./visible.ts"

const hostile = "\x1b[2J\x07\r\x7f\x9b31m\u061c\u200e\u202eabc\u2066\u2028" + String.fromCodePoint(0xd800, 0xe0041)
const raw = /[^\P{Cc}\t\n]|[\p{Cs}\p{Bidi_Control}\u2028\u2029\u{e0000}-\u{e007f}]/u

it("spells what a terminal would act on, and nothing else", () => {
  expect(visible(hostile)).toBe(
    "\\u001b[2J\\u0007\\u000d\\u007f\\u009b31m\\u061c\\u200e\\u202eabc\\u2066\\u2028\\ud800\\udb40\\udc41",
  )
  const plain = "━ 0.5\tä 漢字 👩‍👩‍👧 עברית\n"
  expect(visible(plain)).toBe(plain)
})

it("leaves JSON the value that it is, and no text with such a character", () =>
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    expect(visible(text)).not.toMatch(raw)
    expect(JSON.parse(visible(JSON.stringify({ [text]: text })))).toEqual({ [text]: text })
  })))

it("is on the way of whatever is printed", () => {
  const printed: Array<unknown> = []
  const capture = { ...console, log: (...all: ReadonlyArray<unknown>) => void printed.push(...all) }
  const said = Effect.andThen(Console.log(hostile, 1), Console.error(hostile))
  said.pipe(visibly, Effect.provideService(Console.Console, { ...capture, error: capture.log }), Effect.runSync)
  expect(printed).toEqual([visible(hostile), 1, visible(hostile)])
})
