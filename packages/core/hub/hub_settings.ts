import { Config, Effect, FileSystem, Option, Path } from "effect"
import { homedir } from "node:os"

/** Where a hub is, where its files are kept, and who asks. */
export interface HubSettings {
  /** Without a slash at the end. */
  readonly endpoint: string
  /** The folder that every tool of the field shares: one folder a repository, laid out as `huggingface_hub` does. */
  readonly cache: string
  readonly token: string | undefined
  /** Whether nothing may be asked. */
  readonly offline: boolean
}

const variable = (name: string) => Config.option(Config.String(name))
const yes = Config.map(
  variable("HF_HUB_OFFLINE"),
  (text) => /^(1|true|yes|on)$/i.test(Option.getOrElse(text, () => "")),
)

/**
 * The settings that the environment gives, by the names and in the order that `huggingface_hub` gives them: HF_ENDPOINT;
 * HF_HUB_CACHE, or else `hub` in HF_HOME, or else in `huggingface` in XDG_CACHE_HOME or `~/.cache`; HF_TOKEN, or else the
 * file at HF_TOKEN_PATH or `token` in HF_HOME, where `hf auth login` leaves it; HF_HUB_OFFLINE.
 *
 * @example
 * ```ts
 * import * as NodeServices from "@effect/platform-node/NodeServices"
 * import { hubSettings } from "@rlif/core/hub/hub-settings"
 * import { ConfigProvider, Effect } from "effect"
 *
 * const settings = await hubSettings.pipe(
 *   Effect.provide([NodeServices.layer, ConfigProvider.layer(ConfigProvider.fromEnv({ env: { HF_HOME: "/data/hf" } }))]),
 *   Effect.runPromise,
 * )
 * settings.endpoint // "https://huggingface.co"
 * settings.cache // "/data/hf/hub"
 * ```
 */
export const hubSettings = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const user = yield* Config.withDefault(Config.String("XDG_CACHE_HOME"), path.join(homedir(), ".cache"))
  const home = yield* Config.withDefault(Config.String("HF_HOME"), path.join(user, "huggingface"))
  const endpoint = yield* Config.withDefault(Config.String("HF_ENDPOINT"), "https://huggingface.co")
  const file = yield* Config.withDefault(Config.String("HF_TOKEN_PATH"), path.join(home, "token"))
  const left = yield* fs.readFileString(file).pipe(Effect.orElseSucceed(() => ""))
  const token = Option.getOrElse(yield* variable("HF_TOKEN"), () => left).trim()
  const settings: HubSettings = {
    endpoint: endpoint.replace(/\/+$/, ""),
    cache: yield* Config.withDefault(Config.String("HF_HUB_CACHE"), path.join(home, "hub")),
    token: token === "" ? undefined : token,
    offline: yield* yes,
  }
  return settings
})
