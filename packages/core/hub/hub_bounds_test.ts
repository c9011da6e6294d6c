// What a hub may do: be silent for a while, say so much, and send to so many pages; and what no error shows.
import * as NodeServices from "@effect/platform-node/NodeServices"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { gzipSync } from "node:zlib"
import type { Faults } from "../testing/hub_server.ts"
import { commit } from "../testing/hub_server.ts"
import { get, model, read, repo, start } from "../testing/hub_start.ts"

const json = { "Content-Type": "application/json" }
const isTree = ({ path }: { readonly path: string }) => path.includes("/tree/")

it.layer(NodeServices.layer, { excludeTestServices: true })("a hub", (it) => {
  it.effect("is given up when it is silent: before its answer, in the middle of a listing and of a file", () =>
    Effect.gen(function* () {
      const mute: Faults["instead"] = () => true
      const pausing: Faults["instead"] = (request, response) => {
        if (isTree(request)) response.writeHead(200, json).write("[")
        return isTree(request)
      }
      for (const instead of [mute, pausing, undefined]) {
        const { faults, from, requests } = yield* start(model)
        if (instead === undefined) faults.stalls = { "model.safetensors": [70_000] }
        else faults.instead = instead
        const hub = from({ HF_HUB_DOWNLOAD_TIMEOUT: "1" })
        const before = performance.now()
        const error = yield* Effect.flip(Effect.provide(get(repo), hub))
        expect(performance.now() - before).toBeLessThan(20_000)
        expect(error).toMatchObject({ _tag: "@rlif/core/HubError", reason: "silent" })
        expect(error.message).toMatch(/ of model|model ".*: http:.*: silent for 1 s, given up$/)
        if (instead !== undefined) {
          // Nor is it asked again.
          expect(requests.length).toBe(instead === mute ? 1 : 2)
          continue
        }
        // What has arrived is kept.
        const folder = yield* Effect.provide(get(repo), from())
        expect(yield* read(`${folder}/model.safetensors`)).toEqual(Buffer.from(model.files["model.safetensors"]))
        expect(requests.filter(({ sent }) => sent > 1000).map(({ range }) => range)).toEqual([
          undefined,
          "bytes=70000-",
        ])
      }
    }))

  it.effect("may be slow, if it is not silent", () =>
    Effect.gen(function* () {
      const { faults, from } = yield* start(model)
      faults.instead = (request, response) => {
        if (!request.path.includes("/revision/")) return false
        const text = JSON.stringify({ id: model.name, sha: commit, lastModified: 0 })
        response.writeHead(200, json)
        const parts = text.match(/.{1,12}/g)!
        const next = () => {
          const part = parts.shift()
          if (part === undefined) return void response.end()
          response.write(part)
          setTimeout(next, 350)
        }
        next()
        return true
      }
      yield* Effect.provide(get(repo), from({ HF_HUB_DOWNLOAD_TIMEOUT: "2" }))
    }))

  it.effect(
    "has no listing without end, of pages, of bytes, or of what unpacks to them",
    () =>
      Effect.gen(function* () {
        const packed = gzipSync(Buffer.alloc(150 * 2 ** 20, " "))
        const cases: ReadonlyArray<readonly [Faults["instead"], RegExp]> = [
          [(_, response) => {
            response.writeHead(200, { ...json, Link: `<http://${response.req.headers.host}/x/tree/y>; rel="next"` })
              .end("[]")
            return true
          }, /its listing has more than 1000 pages$/],
          [(_, response) => {
            response.writeHead(200, json)
            const block = Buffer.alloc(2 ** 20, " ")
            const more = () => response.write(block, (error) => error || setImmediate(more))
            more()
            return true
          }, /its answer is longer than 128 MiB$/],
          [(_, response) => {
            response.writeHead(200, { ...json, "Content-Encoding": "gzip" }).end(packed)
            return true
          }, /its answer is longer than 128 MiB$/],
          // What it says of a failure, too.
          [(_, response) => {
            response.writeHead(404, { ...json, "Content-Encoding": "gzip" }).end(packed)
            return true
          }, /its answer is longer than 128 MiB$/],
        ]
        for (const [instead, message] of cases) {
          const { faults, layer } = yield* start(model)
          faults.instead = (request, response) =>
            (isTree(request) || response.req.url!.includes("/x/")) && instead(request, response)
          const error = yield* Effect.flip(Effect.provide(get(repo), layer))
          expect(error).toMatchObject({ _tag: "@rlif/core/HubError", reason: "malformed", repo: model.name })
          expect(error.message).toMatch(message)
        }
      }),
    60_000,
  )

  it.effect("has no text of a model that is longer than any is", () =>
    Effect.gen(function* () {
      const long = { type: "file", path: "vocab.json", size: 10 ** 10, oid: "0".repeat(40) }
      const { layer, requests } = yield* start({ ...model, listed: [long] })
      const error = yield* Effect.flip(Effect.provide(get(repo), layer))
      expect(error).toMatchObject({ _tag: "@rlif/core/HubError", reason: "malformed", file: "vocab.json" })
      expect(error.message).toMatch(/^Cannot fetch "vocab.json" of .*: it is longer than 256 MiB$/)
      expect(requests.filter(({ path }) => path.endsWith("vocab.json"))).toEqual([])
    }))

  it.effect("is asked anew where what was listed is not there, or has other bytes", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const change: ReadonlyArray<readonly [(faults: Faults) => void, string]> = [
        [(faults) => faults.statuses = { "model.safetensors": [404] }, "missing"],
        [(faults) => faults.corrupt = ["model.safetensors"], "checksum"],
      ]
      for (const [wrong, reason] of change) {
        const { faults, layer, requests, storage } = yield* start(model)
        wrong(faults)
        expect(yield* Effect.flip(Effect.provide(get(repo), layer))).toMatchObject({ reason })
        expect(yield* fs.readDirectory(`${storage}/listings`)).toEqual([])
        faults.corrupt = []
        requests.length = 0
        yield* Effect.provide(get(repo), layer)
        expect(requests.filter(isTree).length).toBeGreaterThan(0)
      }
      // What says nothing of the listing leaves it there.
      const { faults, layer, storage } = yield* start(model)
      faults.statuses = { "model.safetensors": [403] }
      expect(yield* Effect.flip(Effect.provide(get(repo), layer))).toMatchObject({ reason: "denied" })
      expect(yield* fs.readDirectory(`${storage}/listings`)).toEqual([`${commit}.json`])
    }))

  it.effect("says nothing of tokens, passwords and signatures in errors", () =>
    Effect.gen(function* () {
      const { faults, from } = yield* start(model)
      const secret = "my-own.secret/token"
      faults.instead = (_, response) => {
        const said = `Bearer ${secret} hf_abcdefghijklmnopqrstuvwx http://me:pass@store.example/x?X-Sig=f00d&y=1 is bad`
        response.writeHead(400, json).end(JSON.stringify({ error: said }))
        return true
      }
      const { message } = yield* Effect.flip(Effect.provide(get(repo), from({ HF_TOKEN: secret })))
      expect(message).toMatch(/answers 400 \(Bearer \*\*\* \*\*\* http:\/\/store\.example\/x\?\*\*\* is bad\)$/)
    }))
})
