/**
 * A text without secrets: without `token` and anything that looks like a token, without user names and passwords in
 * addresses, and without the part of an address after `?`, where stores put signatures. Every error of the hub and every
 * message of the command line passes through here.
 *
 * @example
 * ```ts
 * import { redacted } from "@rlif/core/hub"
 *
 * redacted("no answer from https://me:password@hub.example/x?signature=1") // "no answer from https://hub.example/x?***"
 * ```
 *
 * @since 0.1.0
 */
export const redacted = (text: string, token?: string): string =>
  (token === undefined ? text : text.replaceAll(token, hidden))
    .replace(/(\b[a-z][a-z\d+.-]*:\/\/)[^\s/"'<>]*@/gi, "$1")
    .replace(/(\bhttps?:\/\/[^\s?"'<>]*)\?[^\s"'<>]*/gi, `$1?${hidden}`)
    .replace(/\b(Bearer|Basic) [\w.~+/=-]{16,}/gi, `$1 ${hidden}`)
    .replace(/\bhf_(oauth_[\w.-]+|[A-Za-z0-9]{16,})/g, hidden)

const hidden = "***"
