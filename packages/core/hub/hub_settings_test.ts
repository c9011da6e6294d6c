import * as NodeServices from "@effect/platform-node/NodeServices"
import { expect, it } from "@effect/vitest"
import { ConfigProvider, Effect, FileSystem } from "effect"
import { homedir } from "node:os"
import { join } from "node:path"
import { hubSettings } from "./hub_settings.ts"

it.layer(NodeServices.layer)("hubSettings", (it) => {
  const read = (env: Readonly<Record<string, string>>) =>
    Effect.provide(hubSettings, ConfigProvider.layer(ConfigProvider.fromEnv({ env })))

  it.effect("finds the cache as others do", () =>
    Effect.gen(function* () {
      const cache = (env: Readonly<Record<string, string>>) => Effect.map(read(env), ({ cache }) => cache)
      expect(yield* cache({})).toBe(join(homedir(), ".cache/huggingface/hub"))
      expect(yield* cache({ XDG_CACHE_HOME: "/x" })).toBe("/x/huggingface/hub")
      expect(yield* cache({ XDG_CACHE_HOME: "/x", HF_HOME: "/h" })).toBe("/h/hub")
      expect(yield* cache({ HF_HOME: "/h", HF_HUB_CACHE: "/c" })).toBe("/c")
      expect(yield* cache({ HF_HOME: "/h", HF_HUB_CACHE: "" })).toBe("/h/hub")
    }))

  it.effect("takes the token of the environment before that of a login", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const home = yield* fs.makeTempDirectoryScoped()
      const token = (env: Readonly<Record<string, string>>) =>
        Effect.map(read({ HF_HOME: home, ...env }), ({ token }) => token)
      expect(yield* token({})).toBe(undefined)
      yield* fs.writeFileString(`${home}/token`, "hf_login\n")
      yield* fs.writeFileString(`${home}/other`, "hf_other")
      expect(yield* token({})).toBe("hf_login")
      expect(yield* token({ HF_TOKEN_PATH: `${home}/other` })).toBe("hf_other")
      expect(yield* token({ HF_TOKEN: "hf_env" })).toBe("hf_env")
    }))

  it.effect("knows other hubs, and when to ask none", () =>
    Effect.gen(function* () {
      const home = { HF_HOME: "/nowhere" }
      expect(yield* read(home)).toMatchObject({ endpoint: "https://huggingface.co", offline: false })
      expect(yield* read({ ...home, HF_ENDPOINT: "https://mirror.example/" })).toMatchObject({
        endpoint: "https://mirror.example",
      })
      for (const word of ["1", "true", "YES", "on"]) {
        expect(yield* read({ ...home, HF_HUB_OFFLINE: word })).toMatchObject({ offline: true })
      }
      expect(yield* read({ ...home, HF_HUB_OFFLINE: "0" })).toMatchObject({ offline: false })
    }))
})
