import * as NodeServices from "@effect/platform-node/NodeServices"
import { expect, it } from "@effect/vitest"
import { ConfigProvider, Effect, Fiber, FileSystem, Layer, Logger } from "effect"
import { commit, type Served } from "../testing/hub_server.ts"
import { get, large, model, read, repo, start } from "../testing/hub_start.ts"
import { Hub } from "./hub.ts"
import { parseRepo } from "./repo.ts"

// Connections are retried by the real clock.
it.layer(Layer.merge(NodeServices.layer, Logger.layer([])), { excludeTestServices: true })("Hub", (it) => {
  it.effect("fetches a model once, under the layout that others share, and asks nothing more", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { requests, storage, layer, from } = yield* start(model)
      const fetched: Array<string> = []
      const folder = yield* Effect.provide(get(repo, (path) => fetched.push(path)), layer)
      expect(folder).toBe(`${storage}/snapshots/${commit}`)
      const names = ["config.json", "merges.txt", "model.safetensors", "tokenizer.json"]
      expect((yield* fs.readDirectory(folder)).sort()).toEqual(names)
      expect(fetched.sort()).toEqual(names)
      expect(yield* read(`${folder}/model.safetensors`)).toEqual(Buffer.from(large))
      expect(yield* fs.readFileString(`${folder}/config.json`)).toBe(model.files["config.json"])
      expect(yield* fs.readFileString(`${storage}/refs/main`)).toBe(commit)
      expect(yield* fs.readLink(`${folder}/config.json`)).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]{40}$/)
      expect(yield* fs.readLink(`${folder}/model.safetensors`)).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]{64}$/)
      expect((yield* fs.readDirectory(`${storage}/blobs`)).length).toBe(4)
      expect((yield* fs.readDirectory(storage)).sort()).toEqual(["blobs", "listings", "refs", "snapshots"])

      const asked = requests.length
      const again = yield* Effect.provide(get(repo, (path) => fetched.push(path)), layer)
      expect([again, requests.length, fetched.length]).toEqual([folder, asked, names.length])
      // The commit itself, and a machine that is offline.
      const pinned = parseRepo(`${model.name}@${commit}`)!
      expect(yield* Effect.provide(get(pinned), from({ HF_HUB_OFFLINE: "1" }))).toBe(folder)
      expect(requests.length).toBe(asked)
    }))

  it.effect("takes settings that are given, whatever the environment says", () =>
    Effect.gen(function* () {
      const { endpoint, home } = yield* start(model)
      const settings = { endpoint, cache: `${home}/mine`, token: undefined, offline: false, silence: 60 }
      const elsewhere = ConfigProvider.layer(
        ConfigProvider.fromEnv({ env: { HF_ENDPOINT: "nonsense", HF_HOME: home } }),
      )
      const folder = yield* get(repo).pipe(Effect.provide(Hub.layer(settings)), Effect.provide(elsewhere))
      expect(folder).toBe(`${home}/mine/models--org--small.model/snapshots/${commit}`)
    }))

  it.effect("goes on where it was interrupted: only the missing bytes are sent", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { requests, faults, storage, layer } = yield* start(model)
      const half = 80_000
      faults.stalls = { "model.safetensors": [half] }
      const first = yield* Effect.forkChild(Effect.provide(get(repo), layer))
      const arrived = Effect.gen(function* () {
        const names = yield* Effect.orElseSucceed(fs.readDirectory(`${storage}/blobs`), () => [])
        const partial = names.find((name) => /^[0-9a-f]{64}\.incomplete$/.test(name))
        return partial === undefined ? 0 : (yield* fs.readFile(`${storage}/blobs/${partial}`)).length
      })
      while ((yield* arrived) < half) yield* Effect.sleep("5 millis")
      yield* Fiber.interrupt(first)
      expect(yield* arrived).toBe(half)
      expect(yield* fs.exists(`${storage}/snapshots/${commit}/model.safetensors`)).toBe(false)

      requests.length = 0
      const folder = yield* Effect.provide(get(repo), layer)
      const sent = requests.filter(({ sent }) => sent > 1000)
      expect(sent.map(({ range, sent }) => [range, sent])).toEqual([[`bytes=${half}-`, large.length - half]])
      // Neither is what the repository holds asked again.
      expect(requests.filter(({ path }) => path.startsWith("/api"))).toEqual([])
      expect(yield* read(`${folder}/model.safetensors`)).toEqual(Buffer.from(large))
      expect(yield* arrived).toBe(0)
    }))

  it.effect("uses what another tool has fetched, also where nothing may be asked", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { requests, storage, from, layer } = yield* start(model)
      const folder = yield* Effect.provide(get(repo), layer)
      // No other tool keeps listings.
      yield* fs.remove(`${storage}/listings`, { recursive: true })
      requests.length = 0
      expect(yield* Effect.provide(get(repo), from({ HF_HUB_OFFLINE: "1" }))).toBe(folder)
      expect(requests).toEqual([])
      yield* Effect.provide(get(repo), layer)
      expect(requests.filter(({ path }) => !path.startsWith("/api"))).toEqual([])
    }))

  it.effect("mends a cache that has lost or cut files", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { requests, layer } = yield* start(model)
      const folder = yield* Effect.provide(get(repo), layer)
      yield* fs.truncate(yield* fs.realPath(`${folder}/config.json`), 5)
      yield* fs.remove(yield* fs.realPath(`${folder}/model.safetensors`))
      yield* fs.remove(`${folder}/tokenizer.json`)
      requests.length = 0
      yield* Effect.provide(get(repo), layer)
      expect(requests.map(({ sent }) => sent).filter((sent) => sent > 0).sort()).toEqual([17, 200_000])
      for (const name of ["config.json", "model.safetensors", "tokenizer.json"]) {
        expect(yield* read(`${folder}/${name}`)).toEqual(Buffer.from(model.files[name]))
      }
    }))

  it.effect("lets two fetch the same at once", () =>
    Effect.gen(function* () {
      const { storage, layer, from } = yield* start(model)
      const both = [Effect.provide(get(repo), layer), Effect.provide(get(repo), from())]
      const [folder, same] = yield* Effect.all(both, { concurrency: 2 })
      expect(folder).toBe(same)
      expect(yield* read(`${folder}/model.safetensors`)).toEqual(Buffer.from(large))
      const fs = yield* FileSystem.FileSystem
      const left = yield* fs.readDirectory(storage, { recursive: true })
      expect(left.filter((name) => /incomplete|writing/.test(name))).toEqual([])
    }))

  it.effect("goes on by itself where a connection breaks or the hub is busy", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { requests, faults, layer } = yield* start(model)
      faults.cuts = { "model.safetensors": [50_000, 30_000], "config.json": [5] }
      faults.statuses = { "tokenizer.json": [503, 429] }
      const folder = yield* Effect.provide(get(repo), layer)
      expect(yield* read(`${folder}/model.safetensors`)).toEqual(Buffer.from(large))
      expect(yield* fs.readFileString(`${folder}/config.json`)).toBe(model.files["config.json"])
      const sent = requests.filter(({ sent }) => sent > 1000).map(({ range, sent }) => [range, sent])
      expect(sent).toEqual([[undefined, 50_000], ["bytes=50000-", 30_000], ["bytes=80000-", 120_000]])

      // A server that knows no ranges sends all of it again, and the file is right nevertheless.
      const other = yield* start(model)
      other.faults.cuts = { "model.safetensors": [50_000] }
      other.faults.rangeless = true
      const whole = yield* Effect.provide(get(repo), other.layer)
      expect(yield* read(`${whole}/model.safetensors`)).toEqual(Buffer.from(large))

      const busy = yield* start(model)
      busy.faults.statuses = { "tokenizer.json": [500, 500, 500, 500] }
      const notes: Array<string> = []
      const logger = Logger.make(({ logLevel, message }) => void notes.push(`${logLevel}: ${message}`))
      const error = yield* Effect.flip(Effect.provide(get(repo), busy.layer)).pipe(
        Effect.provide(Logger.layer([logger])),
      )
      // Three times it asks again, and says so; the last failure is the caller's.
      expect(notes).toEqual([1, 2, 3].map((n) => `Warn: ${error.message}; asking again, ${n} of 3`))
      expect(error).toMatchObject({ _tag: "@rlif/core/HubError", reason: "network", file: "tokenizer.json" })
      expect(error.message).toMatch(/^Cannot fetch "tokenizer.json" of model "org\/small.model": http:.* answers 500$/)
    }))

  it.effect("refuses bytes that are not those listed, keeps none of them, and can try again", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      for (const path of ["config.json", "model.safetensors"]) {
        for (const fault of ["corrupt", "long"] as const) {
          const { faults, storage, layer } = yield* start(model)
          faults[fault] = [path]
          const error = yield* Effect.flip(Effect.provide(get(repo), layer))
          expect(error).toMatchObject({ _tag: "@rlif/core/HubError", reason: "checksum", repo: model.name, file: path })
          expect(error.message).toMatch(
            fault === "long"
              ? /is longer than the \d+ bytes that are listed$/
              : /listed checksum [0-9a-f]+; what arrived/,
          )
          expect(yield* fs.exists(`${storage}/snapshots/${commit}/${path}`)).toBe(false)
          faults[fault] = []
          const folder = yield* Effect.provide(get(repo), layer)
          expect(yield* read(`${folder}/${path}`)).toEqual(Buffer.from(model.files[path]))
        }
      }
    }))

  it.effect("refuses a listing that would write outside the cache, before any file is asked for", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const sum = "0".repeat(40)
      const cases: ReadonlyArray<readonly [Partial<Served>, RegExp]> = [
        ...["../../evil.json", "/etc/evil.json", "a/../../evil.json", "a\\..\\evil.json", "C:evil.json", "a//b.json"]
          .map(
            (path) =>
              [
                { listed: [{ type: "file", path, size: 1, oid: sum }] },
                /"files\.\d+\.path" of .* path inside/,
              ] as const,
          ),
        [{ listed: [{ type: "file", path: "x.json", size: 1, oid: "../../evil" }] }, /"files\.\d+\.sum/],
        [{ listed: [{ type: "file", path: "x.json", size: -1, oid: sum }] }, /"files\.\d+\.size/],
        [{ commit: "../../../evil" }, /"commit" of what http.* lists/],
      ]
      for (const [served, message] of cases) {
        const { requests, home, layer } = yield* start({ ...model, ...served })
        const error = yield* Effect.flip(Effect.provide(get(repo), layer))
        expect(error).toMatchObject({ _tag: "@rlif/core/HubError", reason: "malformed", repo: model.name })
        expect(error.message).toMatch(message)
        expect(requests.filter(({ path }) => path.includes("resolve"))).toEqual([])
        expect(yield* fs.readDirectory(home)).toEqual([])
      }
    }))

  it.effect("shows the token to the hub, and not to the store that the hub sends it to", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { requests, faults, home, from, layer } = yield* start({ ...model, token: "hf_mine" })
      const denied = yield* Effect.flip(Effect.provide(get(repo), layer))
      expect(denied).toMatchObject({ reason: "denied" })
      expect(denied.message).toMatch(/does not exist on .*, or it is private or gated; set HF_TOKEN \(Access to/)
      const other = yield* Effect.flip(Effect.provide(get(repo), from({ HF_TOKEN: "hf_yours" })))
      expect(other).toMatchObject({ reason: "denied" })
      expect(other.message).toContain("refuses the token of HF_TOKEN")
      // Where a login leaves it.
      yield* fs.writeFileString(`${home}/token`, "hf_mine\n")
      requests.length = 0
      yield* Effect.provide(get(repo), layer)
      const tokens = (stored: boolean) =>
        new Set(requests.filter((request) => request.stored === stored).map(({ token }) => token))
      expect([...tokens(false)]).toEqual(["hf_mine"])
      expect([...tokens(true)]).toEqual([undefined])
      // Nor to where a listing says that it goes on.
      yield* fs.remove(`${home}/hub`, { recursive: true })
      faults.elsewhere = true
      requests.length = 0
      expect(yield* Effect.flip(Effect.provide(get(repo), layer))).toMatchObject({ reason: "missing" })
      expect([...tokens(true)]).toEqual([undefined])
    }))

  it.effect("says what is missing, where nothing answers, and what the disk says", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { requests, home, from, endpoint, layer } = yield* start(model)
      const fail = (name: string, hub: typeof layer) => Effect.flip(Effect.provide(get(parseRepo(name)!), hub))
      const missing = yield* fail("org/none", from({ HF_TOKEN: "hf_any" }))
      expect(missing).toMatchObject({ reason: "missing", repo: "org/none", file: "" })
      expect(missing.message).toBe(
        `Cannot fetch model "org/none": ${endpoint} has no such thing (Repository not found)`,
      )
      const revision = yield* fail(`${model.name}@v9`, layer)
      expect(revision).toMatchObject({ reason: "missing" })
      expect(revision.message).toMatch(/^Cannot fetch model "org\/small.model" at "v9": .*Invalid rev id: v9/)
      requests.length = 0
      const offline = yield* fail(model.name, from({ HF_HUB_OFFLINE: "1" }))
      expect(offline).toMatchObject({ reason: "offline" })
      expect(requests).toEqual([])
      const nobody = yield* fail(model.name, from({ HF_ENDPOINT: "http://127.0.0.1:9" }))
      expect(nobody).toMatchObject({ reason: "network" })
      expect(nobody.message).toMatch(/no answer from http:\/\/127.0.0.1:9: fetch failed/)
      yield* fs.writeFileString(`${home}/file`, "")
      const disk = yield* fail(model.name, from({ HF_HUB_CACHE: `${home}/file` }))
      expect(disk).toMatchObject({ reason: "disk" })
      expect(disk.message).toMatch(/^Cannot cache model "org\/small.model": /)
    }))

  it.effect("finds the commit of a tag, and takes no other commit for the one that was asked for", () =>
    Effect.gen(function* () {
      const other = commit.replaceAll("0", "f")
      const { requests, layer } = yield* start({ ...model, revisions: ["v1", other] })
      const list = (revision: string) =>
        Effect.provide(Effect.flatMap(Hub, (hub) => hub.list({ ...repo, revision })), layer)
      expect((yield* list("v1")).commit).toBe(commit)
      const error = yield* Effect.flip(list(other))
      expect(error).toMatchObject({ _tag: "@rlif/core/HubError", reason: "malformed", repo: model.name })
      expect(error.message).toMatch(new RegExp(`at "${other}": http.* answers with another commit, "${commit}"$`))
      requests.length = 0
      expect((yield* list(commit)).commit).toBe(commit)
      expect(requests).toEqual([])
    }))

  it.effect("fetches data sets, where a folder has several files", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const files = { "main/train file-0.jsonl": "{}\n", "main/test-0.jsonl": "{}\n\n" }
      const { home, requests, layer } = yield* start({ kind: "dataset", name: "org/sums", files })
      const repo = parseRepo("org/sums@refs/convert/parquet", "dataset")!
      const folder = yield* Effect.gen(function* () {
        const hub = yield* Hub
        const listing = yield* hub.list(repo)
        return yield* hub.fetch(repo, { listing, files: listing.files.filter(({ path }) => path.includes("train")) })
      }).pipe(Effect.provide(layer))
      expect(folder).toBe(`${home}/hub/datasets--org--sums/snapshots/${commit}`)
      expect(yield* fs.readDirectory(folder, { recursive: true })).toEqual(["main", "main/train file-0.jsonl"])
      expect(requests.at(-1)!.path).toBe(`/datasets/org/sums/resolve/${commit}/main/train file-0.jsonl`)
      expect(yield* fs.readFileString(`${home}/hub/datasets--org--sums/refs/refs/convert/parquet`)).toBe(commit)
    }))
})
