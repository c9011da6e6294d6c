import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import { homedir } from "node:os"
import { redacted } from "./redacted.ts"
import { HubError } from "./hub_error.ts"

/**
 * The hub's address, the folder of its files, and the token of the user.
 * @since 0.1.0
 */
export interface HubSettings {
  /** The hub's address, without a slash at the end. */
  readonly endpoint: string
  /** The folder of cached files, shared with other programs: one folder a repository, in `huggingface_hub`'s layout. */
  readonly cache: string
  readonly token: string | undefined
  /** Whether only the cache may be used. */
  readonly offline: boolean
  /** The seconds after which a silent hub counts as failed. */
  readonly silence: number
}

/** The value of the first of these variables that is not empty. */
const variable = Effect.fnUntraced(function* (...names: ReadonlyArray<string>) {
  for (const name of names) {
    const text = Option.getOrElse(yield* Config.option(Config.String(name)), () => "").trim()
    if (text !== "") return text
  }
  return undefined
})

const wrong = (name: string, why: string) =>
  new HubError({ reason: "settings", repo: "", file: "", message: `Cannot use ${name}: ${why}` })

/** The address for requests, or what is wrong with it; an error shows no password. */
const endpointOf = (text: string) => {
  if (text.includes("@")) return wrong("HF_ENDPOINT", "it holds a name or password; a token is given by HF_TOKEN")
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return wrong("HF_ENDPOINT", `"${redacted(text)}" is no address that begins with https:// or http://`)
  }
  if (/[?#]/.test(text)) return wrong("HF_ENDPOINT", "an address without ? and # is needed")
  return text.replace(/\/+$/, "")
}

/**
 * The settings of the environment, with `huggingface_hub`'s names and order. Endpoint: HF_ENDPOINT. Cache: HF_HUB_CACHE, or
 * its older name HUGGINGFACE_HUB_CACHE, else `hub` in HF_HOME; HF_HOME is by default `huggingface` in XDG_CACHE_HOME or
 * `~/.cache`. Token: HF_TOKEN, or its older name HUGGING_FACE_HUB_TOKEN, else the file at HF_TOKEN_PATH, else the file `token`
 * in HF_HOME, which `hf auth login` writes. Offline: HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE. Silence: HF_HUB_DOWNLOAD_TIMEOUT,
 * 60 seconds by default. In paths `~` is the home folder.
 *
 * @example
 * ```ts
 * import * as NodeServices from "@effect/platform-node/NodeServices"
 * import { hubSettings } from "@rlif/core/hub"
 * import { ConfigProvider, Effect } from "effect"
 *
 * const settings = await hubSettings.pipe(
 *   Effect.provide([NodeServices.layer, ConfigProvider.layer(ConfigProvider.fromEnv({ env: { HF_HOME: "/data/hf" } }))]),
 *   Effect.runPromise,
 * )
 * settings.endpoint // "https://huggingface.co"
 * settings.cache // "/data/hf/hub"
 * ```
 *
 * @since 0.1.0
 */
export const hubSettings = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const fromHome = (text: string) => text.replace(/^~(?=$|[\\/])/, homedir())
  const user = (yield* variable("XDG_CACHE_HOME")) ?? path.join(homedir(), ".cache")
  const home = fromHome((yield* variable("HF_HOME")) ?? path.join(user, "huggingface"))
  const cache = (yield* variable("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")) ?? path.join(home, "hub")
  const file = fromHome((yield* variable("HF_TOKEN_PATH")) ?? path.join(home, "token"))
  const left = yield* fs.readFileString(file).pipe(Effect.orElseSucceed(() => ""))
  const token = ((yield* variable("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")) ?? left).replace(/[\r\n]/g, "").trim()
  if (!/^[\x21-\x7e]*$/.test(token)) return yield* wrong("HF_TOKEN", "it has characters that no token has")
  const endpoint = endpointOf((yield* variable("HF_ENDPOINT")) ?? "https://huggingface.co")
  if (typeof endpoint !== "string") return yield* endpoint
  const timeout = (yield* variable("HF_HUB_DOWNLOAD_TIMEOUT")) ?? "60"
  const silence = Number(timeout)
  if (!(silence > 0 && silence < 1e6)) {
    return yield* wrong("HF_HUB_DOWNLOAD_TIMEOUT", `"${timeout}" is no number of seconds above 0`)
  }
  const offline = /^(1|true|yes|on)$/i.test((yield* variable("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")) ?? "")
  const settings: HubSettings = {
    endpoint,
    cache: fromHome(cache),
    token: token === "" ? undefined : token,
    offline,
    silence,
  }
  return settings
})
