// Caches as Python's `huggingface_hub` leaves them, which are used where the hub is out of reach.
import * as NodeServices from "@effect/platform-node/NodeServices"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { createHash } from "node:crypto"
import { commit } from "../testing/hub_server.ts"
import { environment, get, model, repo, start } from "../testing/hub_start.ts"
import { Hub } from "./hub.ts"
import type { HubError } from "./hub_error.ts"
import { parseRepo, type Repo } from "./repo.ts"

const files = { "config.json": "{}", "tokenizer.json": '{"a": 1}', "model.safetensors": "weights" }
const nobody = { HF_ENDPOINT: "http://127.0.0.1:9" }
const offline = { HF_HUB_OFFLINE: "1" }

/** Leaves a repository in a new cache. */
const left = Effect.fnUntraced(function* (
  files: Readonly<Record<string, string>>,
  { linked = false, folder = "models--org--small.model" } = {},
) {
  const fs = yield* FileSystem.FileSystem
  const cache = yield* fs.makeTempDirectoryScoped()
  const at = `${cache}/${folder}`
  yield* fs.makeDirectory(`${at}/refs`, { recursive: true })
  yield* fs.makeDirectory(`${at}/blobs`)
  yield* fs.writeFileString(`${at}/refs/main`, commit)
  for (const [name, text] of Object.entries(files)) {
    const file = `${at}/snapshots/${commit}/${name}`
    yield* fs.makeDirectory(file.slice(0, file.lastIndexOf("/")), { recursive: true })
    if (!linked) {
      yield* fs.writeFileString(file, text)
      continue
    }
    const sum = createHash("sha256").update(text).digest("hex")
    yield* fs.writeFileString(`${at}/blobs/${sum}`, text)
    yield* fs.symlink(`${"../".repeat(name.split("/").length + 1)}blobs/${sum}`, file)
  }
  return { cache, snapshot: `${at}/snapshots/${commit}` }
})

/** What comes of it, and what was said of the hub. */
const getFrom = Effect.fnUntraced(function* (env: Readonly<Record<string, string>>, wanted: Repo = repo) {
  const said: Array<HubError> = []
  const found = yield* Effect.gen(function* () {
    const hub = yield* Hub
    const listing = yield* hub.list(wanted, { onCached: (why) => Effect.sync(() => said.push(why)) })
    return yield* hub.fetch(wanted, { listing, files: listing.files })
  }).pipe(Effect.provide(environment(env)), Effect.result)
  return { found, said }
})

it.layer(NodeServices.layer, { excludeTestServices: true })("a cache that is found", (it) => {
  it.effect("is used with links and with real files, offline and where the hub is out of reach", () =>
    Effect.gen(function* () {
      for (const linked of [true, false]) {
        const { cache, snapshot } = yield* left(files, { linked })
        const quiet = yield* getFrom({ ...offline, HF_HUB_CACHE: cache })
        expect(quiet).toMatchObject({ found: { _tag: "Success", success: snapshot }, said: [] })
        const away = yield* getFrom({ ...nobody, HF_HUB_CACHE: cache })
        expect(away).toMatchObject({ found: { _tag: "Success", success: snapshot }, said: [{ reason: "network" }] })
        // The commit itself.
        const pinned = yield* getFrom({ ...nobody, HF_HUB_CACHE: cache }, { ...repo, revision: commit })
        expect(pinned.found).toMatchObject({ success: snapshot })
        // A branch that nobody asked for is not there.
        const other = yield* getFrom({ ...nobody, HF_HUB_CACHE: cache }, { ...repo, revision: "v2" })
        expect(other).toMatchObject({ found: { failure: { reason: "network" } }, said: [] })
      }
    }))

  it.effect("is used where a hub fails or refuses, and not where it has no such thing", () =>
    Effect.gen(function* () {
      const { faults, from } = yield* start(model)
      for (
        const [status, used] of [[500, true], [503, true], [429, true], [401, true], [403, true], [404, false]] as const
      ) {
        const { cache } = yield* left(files)
        faults.instead = (_, response) => {
          response.writeHead(status).end()
          return true
        }
        const found = yield* Effect.flatMap(Hub, (hub) => hub.list(repo)).pipe(
          Effect.provide(from({ HF_HUB_CACHE: cache })),
          Effect.result,
        )
        expect([status, found._tag]).toEqual([status, used ? "Success" : "Failure"])
      }
    }))

  it.effect("is used where a hub says nothing", () =>
    Effect.gen(function* () {
      const { faults, endpoint } = yield* start(model)
      faults.instead = () => true
      const { cache, snapshot } = yield* left(files)
      const env = { HF_ENDPOINT: endpoint, HF_HUB_CACHE: cache, HF_HUB_DOWNLOAD_TIMEOUT: "0.5" }
      expect(yield* getFrom(env)).toMatchObject({ found: { success: snapshot }, said: [{ reason: "silent" }] })
    }))

  it.effect("is asked about again once the hub is there: what another program has left may not be all", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { from } = yield* start(model)
      const { cache, snapshot } = yield* left({ "config.json": model.files["config.json"] as string })
      expect(yield* Effect.provide(get(repo), from({ HF_HUB_CACHE: cache }))).toBe(snapshot)
      expect((yield* fs.readDirectory(snapshot)).sort()).toEqual([
        "config.json",
        "merges.txt",
        "model.safetensors",
        "tokenizer.json",
      ])
    }))

  it.effect("is no model without configuration and weights", () =>
    Effect.gen(function* () {
      const { "model.safetensors": _, ...rest } = files
      for (const some of [rest, { "README.md": "" }, { "model.safetensors": "" }, {}]) {
        const { cache } = yield* left(some)
        const quiet = yield* getFrom({ ...offline, HF_HUB_CACHE: cache })
        expect(quiet.found).toMatchObject({ failure: { reason: "offline" } })
        const away = yield* getFrom({ ...nobody, HF_HUB_CACHE: cache })
        expect(away).toMatchObject({ found: { failure: { reason: "network" } }, said: [] })
      }
      const adapter = yield* left({ "adapter_config.json": "{}", "adapter_model.safetensors": "" })
      expect((yield* getFrom({ ...offline, HF_HUB_CACHE: adapter.cache })).found._tag).toBe("Success")
    }))

  it.effect("is never a part that is taken for the whole", () =>
    Effect.gen(function* () {
      const shard = (i: number) => `model-0000${i}-of-00002.safetensors`
      const index = { "config.json": "{}", "model.safetensors.index.json": "{}" }
      const whole = yield* left({ ...index, [shard(1)]: "a", [shard(2)]: "b" })
      expect((yield* getFrom({ ...offline, HF_HUB_CACHE: whole.cache })).found._tag).toBe("Success")
      const half = yield* left({ ...index, [shard(2)]: "b" })
      const { found } = yield* getFrom({ ...offline, HF_HUB_CACHE: half.cache })
      expect(found).toMatchObject({ failure: { reason: "offline", file: shard(1) } })
      const away = yield* getFrom({ ...nobody, HF_HUB_CACHE: half.cache })
      expect(away.found).toMatchObject({
        failure: { message: expect.stringMatching(/not in the cache, and http:.* is out of reach$/) },
      })
      // Data sets count from 0; folders keep their files, and what a process was writing is none.
      const sums = parseRepo("org/sums", "dataset")!
      const rows = (i: number) => `main/train-0000${i}-of-00003.parquet`
      const at = { folder: "datasets--org--sums" }
      const some = yield* left({ [rows(0)]: "", [rows(2)]: "", "main/.writing-x/file": "" }, at)
      const data = yield* getFrom({ ...offline, HF_HUB_CACHE: some.cache }, sums)
      expect(data.found).toMatchObject({ failure: { file: rows(1) } })
      const listing = yield* Effect.flatMap(Hub, (hub) => hub.list(sums)).pipe(
        Effect.provide(environment({ ...offline, HF_HUB_CACHE: some.cache })),
      )
      expect(listing.files.map(({ path }) => path).sort()).toEqual([0, 1, 2].map(rows))
    }))

  it.effect("may have links to nothing, and to what has no checksum for a name", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { cache, snapshot } = yield* left(files)
      yield* fs.writeFileString(`${cache}/elsewhere`, "weights")
      yield* fs.remove(`${snapshot}/model.safetensors`)
      yield* fs.symlink(`${cache}/elsewhere`, `${snapshot}/model.safetensors`)
      expect((yield* getFrom({ ...offline, HF_HUB_CACHE: cache })).found).toMatchObject({ success: snapshot })
      yield* fs.symlink(`../../blobs/${"a".repeat(40)}`, `${snapshot}/vocab.json`)
      const { found } = yield* getFrom({ ...offline, HF_HUB_CACHE: cache })
      expect(found).toMatchObject({ failure: { reason: "offline", file: "vocab.json" } })
    }))
})
