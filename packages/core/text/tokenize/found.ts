import { literal, type Pattern, pattern } from "./pattern.ts"
import { stretches } from "./pieces.ts"
import { refused } from "./parts.ts"
import { reasonOf } from "../../files/reason.ts"

/** A component that searches for something. */
interface Searching {
  readonly pattern: { readonly String?: string | null | undefined; readonly Regex?: string | null | undefined }
  readonly field: string
}

/** What it searches for: a text, or an expression. */
export const patternOf = ({ pattern: { String: text, Regex: source }, field }: Searching): Pattern => {
  if (text != null && source == null) return literal(text)
  if (source == null || text != null) throw refused(`${field}.pattern`, "neither a String nor a Regex")
  try {
    return pattern(source)
  } catch (error) {
    throw refused(`${field}.pattern.Regex`, reasonOf(error))
  }
}

/** Its content in the place of all that it finds. */
export const replacing = (part: Searching & { readonly content: string }) => {
  const found = patternOf(part)
  const { content, pattern: { String: wanted } } = part
  const run = wanted
    ? (text: string) => text.replaceAll(wanted, () => content)
    : (text: string) =>
      stretches(found.regex, text).map(({ start, end, found }) => found ? content : text.slice(start, end)).join("")
  return { run, patterns: [found] }
}
