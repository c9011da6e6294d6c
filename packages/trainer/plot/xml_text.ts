/**
 * A text as XML and HTML spell it between tags, whatever characters it has.
 *
 * @example
 * ```ts
 * import { xmlText } from "@rlif/trainer/plot"
 *
 * xmlText("a < b\u0007") // "a &lt; b\ufffd"
 * ```
 *
 * @since 0.1.0
 */
export const xmlText = (text: string): string =>
  xmlCharacters(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

/**
 * A text of characters that XML 1.0 can spell: U+FFFD replaces control characters and lone surrogates, and also the
 * characters that turn the direction of writing.
 * @since 0.1.0
 */
export const xmlCharacters = (text: string): string => text.replaceAll(unspelled, "\ufffd")

const unspelled = /(?![\t\n\r])[\p{Cc}\p{Cs}\p{Bidi_Control}\ufffe\uffff]/gu
