import { Schema } from "effect"

/**
 * Why a hub's repository could not be used.
 * @since 0.1.0
 */
export const hubReasons = [
  /** There is no such repository or revision, or no such file in it. */
  "missing",
  /** It is private or gated, and there is no token or one that may not read it. */
  "denied",
  /** Nothing may be asked (HF_HUB_OFFLINE), and the cache has not got it. */
  "offline",
  /** The hub could not be reached, or answered with an error. */
  "network",
  /** What the hub says of itself makes no sense, has no end, or would be written outside the cache. */
  "malformed",
  /** The hub was asked, and said nothing for as long as it may be silent. */
  "silent",
  /** A variable of the environment says what makes no sense; `repo` is empty. */
  "settings",
  /** A file arrived whole, and its bytes are not those that the hub lists. */
  "checksum",
  /** The cache cannot be read or written. */
  "disk",
] as const

/**
 * A model or data set of a hub that cannot be used; `file` is empty where it is all of it.
 * @since 0.1.0
 */
export class HubError extends Schema.TaggedError<HubError>()("@rlif/core/HubError", {
  reason: Schema.Literals(hubReasons),
  repo: Schema.String,
  file: Schema.String,
  message: Schema.String,
}) {}
