// Numbers from 0 to 1 with commas between.
import * as Schema from "effect/Schema"
import { required, type Setting } from "../settings/setting.ts"

const spelled = (text: string): ReadonlyArray<string> => text.split(",").map((part) => part.trim())

/** The numbers of such a text. */
export const numbers = (text: string): ReadonlyArray<number> => spelled(text).map(Number)

/** A setting of such numbers, at least one, none of them given twice. */
export const ratios = (help: string): Setting<string> => ({
  ...required(help),
  schema: Schema.String.check(Schema.makeFilter((text) => problem(spelled(text)))),
})

/** In decimal: hexadecimal digits and infinities are more likely a mistake. */
const decimal = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

const problem = (parts: ReadonlyArray<string>): string | undefined => {
  for (const [i, part] of parts.entries()) {
    if (!decimal.test(part) || Number(part) > 1) return `"${part}" is not a number from 0 to 1`
    const earlier = parts.slice(0, i).find((other) => Number(other) === Number(part))
    if (earlier !== undefined) return `"${part}" is given twice${earlier === part ? "" : `, first as "${earlier}"`}`
  }
  return undefined
}
