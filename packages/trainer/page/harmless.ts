import { xmlCharacters, xmlText } from "../plot/xml_text.ts"

/**
 * A text of a model, of data or of a person as a page may hold it: U+FFFD stands for control characters, lone surrogates and
 * what turns the direction of writing, and of a text of more than `most` characters the rest is counted.
 *
 * @example
 * ```ts
 * import { harmless } from "@rlif/trainer/page"
 *
 * harmless("a\u0007b") // "a\ufffdb"
 * harmless("abcdef", 3) // "abc… (6 characters)"
 * ```
 *
 * @since 0.1.0
 */
export const harmless = (text: string, most = 2000): string =>
  text.length <= most
    ? xmlCharacters(text)
    // Cut before cleaned, so that half a pair of surrogates does not stay.
    : `${xmlCharacters(text.slice(0, most))}… (${text.length} characters)`

/**
 * A text as it stands between tags, and in the quotes of an attribute.
 * @since 0.1.0
 */
export const escaped = (text: string): string => xmlText(text).replaceAll('"', "&quot;").replaceAll("'", "&#39;")
