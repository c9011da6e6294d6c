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
      // The older name comes after the newer, and before the home.
      const older = { HF_HOME: "/h", HUGGINGFACE_HUB_CACHE: "/o" }
      expect(yield* cache(older)).toBe("/o")
      expect(yield* cache({ ...older, HF_HUB_CACHE: "/c" })).toBe("/c")
      expect(yield* cache({ HF_HUB_CACHE: "~/c" })).toBe(join(homedir(), "c"))
      expect(yield* cache({ HF_HOME: "~" })).toBe(join(homedir(), "hub"))
      expect(yield* cache({ HF_HOME: "/x/~y" })).toBe("/x/~y/hub")
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
      expect(yield* token({ HUGGING_FACE_HUB_TOKEN: "hf_old" })).toBe("hf_old")
      expect(yield* token({ HF_TOKEN: "hf_env", HUGGING_FACE_HUB_TOKEN: "hf_old" })).toBe("hf_env")
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
      expect(yield* read({ ...home, TRANSFORMERS_OFFLINE: "1" })).toMatchObject({ offline: true })
    }))

  it.effect("refuses what makes no sense by the name of the variable, and shows no password", () =>
    Effect.gen(function* () {
      const cases = [
        [{ HF_ENDPOINT: "nonsense" }, 'HF_ENDPOINT: "nonsense" is no address that begins with https:// or http://'],
        [{ HF_ENDPOINT: "huggingface.co" }, 'HF_ENDPOINT: "huggingface.co" is no address that begins with'],
        [{ HF_ENDPOINT: "ftp://mirror" }, 'HF_ENDPOINT: "ftp://mirror" is no address'],
        [{ HF_ENDPOINT: "http://" }, 'HF_ENDPOINT: "http://" is no address'],
        [{ HF_ENDPOINT: "https://me:secret@mirror" }, "HF_ENDPOINT: it holds a name or password"],
        [{ HF_ENDPOINT: "me:secret@mirror" }, "HF_ENDPOINT: it holds a name or password"],
        [{ HF_ENDPOINT: "https://mirror?key=secret" }, "HF_ENDPOINT: an address without ? and # is needed"],
        [{ HF_TOKEN: "secret\u2028b" }, "HF_TOKEN: it has characters that no token has"],
        [{ HF_TOKEN: "secret b" }, "HF_TOKEN: it has characters that no token has"],
        [{ HF_HUB_DOWNLOAD_TIMEOUT: "soon" }, 'HF_HUB_DOWNLOAD_TIMEOUT: "soon" is no number of seconds above 0'],
        [{ HF_HUB_DOWNLOAD_TIMEOUT: "0" }, 'HF_HUB_DOWNLOAD_TIMEOUT: "0" is no'],
      ] as const
      for (const [env, message] of cases) {
        const error = yield* Effect.flip(read({ HF_HOME: "/nowhere", ...env }))
        expect(error).toMatchObject({ _tag: "@rlif/core/HubError", reason: "settings", repo: "" })
        expect(error.message).toContain(`Cannot use ${message}`)
        expect(error.message).not.toContain("secret")
      }
      expect(yield* read({ HF_HOME: "/nowhere" })).toMatchObject({ silence: 60 })
      expect(yield* read({ HF_ENDPOINT: "https://mirror/api/hub//" })).toMatchObject({
        endpoint: "https://mirror/api/hub",
      })
    }))
})
