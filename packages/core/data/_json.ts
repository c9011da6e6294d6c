import * as Result from "effect/Result"
import { reasonOf } from "../files/reason.ts"

/** Why a text is no JSON, and the field at fault, if known. */
export interface NoJson {
  readonly field: string
  readonly why: string
}

/** Reads JSON; the failure for a number that only Python writes names the number and its field. */
export const readJson = (text: string): Result.Result<unknown, NoJson> => {
  try {
    return Result.succeed(JSON.parse(text))
  } catch (error) {
    return Result.fail(strangeNumber(text) ?? { field: "", why: `not JSON, ${reasonOf(error)}` })
  }
}

/** The first NaN or Infinity outside of strings, if the text would be JSON without such numbers. */
const strangeNumber = (text: string): NoJson | undefined => {
  const [found] = text.match(texts)?.filter((part) => !part.startsWith('"')) ?? []
  if (found === undefined) return undefined
  const marked = text.replace(texts, (part) => part.startsWith('"') ? part : String.raw`"\u0000${part}"`)
  try {
    const field = pathTo(JSON.parse(marked), `\u0000${found}`)
    const why = `${found} is not JSON; Python writes it, unless by json.dumps(..., allow_nan=False)`
    return { field: (field ?? []).join("."), why }
  } catch {
    return undefined
  }
}

const texts = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\bInfinity\b|-?\bNaN\b/g

const pathTo = (value: unknown, mark: string): ReadonlyArray<string> | undefined => {
  if (value === mark) return []
  if (typeof value !== "object" || value === null) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const rest = pathTo(inner, mark)
    if (rest !== undefined) return [key, ...rest]
  }
  return undefined
}
