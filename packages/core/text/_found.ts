import { literal, type Pattern, pattern } from "./_pattern.ts"
import { refused } from "./_tokenizer_parts.ts"

/** What a component searches for: a text, or an expression. */
export const patternOf = (
  { pattern: { String: text, Regex: source }, field }: {
    readonly pattern: { readonly String?: string | null | undefined; readonly Regex?: string | null | undefined }
    readonly field: string
  },
): Pattern => {
  if (text != null && source == null) return literal(text)
  if (source == null || text != null) throw refused(`${field}.pattern`, "neither a String nor a Regex")
  try {
    return pattern(source)
  } catch (error) {
    throw refused(`${field}.pattern.Regex`, (error as Error).message)
  }
}
