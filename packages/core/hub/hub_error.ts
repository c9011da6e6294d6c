import * as Schema from "effect/Schema"

/**
 * The reasons for which a repository of the hub could not be used.
 * @since 0.1.0
 */
export const hubReasons = [
  /** There is no such repository or revision, or no such file in it. */
  "missing",
  /** The repository is private or gated, and there is no token, or the token may not read it. */
  "denied",
  /** The cache lacks the repository or file, and HF_HUB_OFFLINE forbids asking the hub. */
  "offline",
  /** The hub could not be reached, or answered with an error. */
  "network",
  /** The hub's answer makes no sense, has no end, or names a path outside the cache. */
  "malformed",
  /** The hub sent nothing for `HubSettings.silence` seconds. */
  "silent",
  /** A variable of the environment makes no sense; `repo` is empty. */
  "settings",
  /** A file arrived whole, but its checksum is not the listed one. */
  "checksum",
  /** The cache cannot be read or written. */
  "disk",
] as const

/**
 * A repository of the hub that cannot be used. `file` is empty if the whole repository is at fault.
 * @since 0.1.0
 */
export class HubError extends Schema.TaggedError<HubError>()("@rlif/core/HubError", {
  reason: Schema.Literals(hubReasons),
  repo: Schema.String,
  file: Schema.String,
  message: Schema.String,
}) {}
