/**
 * A text without what nobody else may read: the token, anything that looks like one, the names and passwords in addresses,
 * and what stands after their `?`, where stores put their signatures.
 */
export const redacted = (text: string, token?: string): string =>
  (token === undefined ? text : text.replaceAll(token, hidden))
    .replace(/(\bhttps?:\/\/)[^\s/"'<>]*@/gi, "$1")
    .replace(/(\bhttps?:\/\/[^\s?"'<>]*)\?[^\s"'<>]*/gi, `$1?${hidden}`)
    .replace(/\b(Bearer|Basic) [\w.~+/=-]{16,}/gi, `$1 ${hidden}`)
    .replace(/\bhf_\w{6,}/g, hidden)

const hidden = "***"
