import { literal, type Pattern, pattern } from "./pattern.ts"
import { stretches } from "./pieces.ts"
import { refused } from "./parts.ts"
import { reasonOf } from "../../files/reason.ts"

/** A component with a pattern to search for. */
interface Searching {
  readonly pattern: { readonly String?: string | null | undefined; readonly Regex?: string | null | undefined }
  readonly field: string
}

/** The pattern of a component: a text, or a regular expression. */
export const patternOf = ({ pattern: { String: text, Regex: source }, field }: Searching): Pattern => {
  if (text != null && source == null) return literal(text)
  if (source == null || text != null) throw refused(`${field}.pattern`, "neither a String nor a Regex")
  try {
    return pattern(source)
  } catch (error) {
    throw refused(`${field}.pattern.Regex`, reasonOf(error))
  }
}

/** A function that replaces all that a component finds by its content. */
export const replacing = (part: Searching & { readonly content: string }) => {
  const found = patternOf(part)
  const { content, pattern: { String: wanted } } = part
  const run = wanted
    ? (text: string) => text.replaceAll(wanted, () => content)
    : (text: string) =>
      stretches(found.regex, text).map(({ start, end, found }) => found ? content : text.slice(start, end)).join("")
  return { run, patterns: [found] }
}
