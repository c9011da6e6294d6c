// Whole numbers from 1 on with commas between, such as `1,4,16`.
import * as Schema from "effect/Schema"
import { type Setting, text } from "./setting.ts"

const spelled = (text: string): ReadonlyArray<string> =>
  text.trim() === "" ? [] : text.split(",").map((part) => part.trim())

/** The numbers of such a text; none of an empty one. */
export const countsOf = (text: string): ReadonlyArray<number> => spelled(text).map(Number)

/** A setting of such numbers, none of them given twice. */
export const counts = (help: string): Setting<string> => ({
  ...text("", help),
  schema: Schema.String.check(Schema.makeFilter((text) => problem(spelled(text)))),
})

const problem = (parts: ReadonlyArray<string>): string | undefined => {
  const odd = parts.find((part) => !/^[1-9]\d{0,8}$/.test(part))
  if (odd !== undefined) return `"${odd}" is not a whole number from 1 on`
  const twice = parts.find((part, i) => parts.indexOf(part) < i)
  return twice === undefined ? undefined : `"${twice}" is given twice`
}
