import { spawnSync } from "node:child_process"
import { hash } from "node:crypto"
import { hostname } from "node:os"
import { fileURLToPath } from "node:url"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import { expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, FileSystem, Layer, Record } from "effect"
import { quantized } from "../model/quantized.ts"
import { random } from "../random/seed.ts"
import { value } from "../graph/value.ts"
import { readFolder } from "../testing/model_folder.ts"
import { narrow, widen } from "./stored.ts"
import { fingerprint } from "../graph/fingerprint.ts"
import { type Folder, loadFolder, saveFolder } from "./folder.ts"
import { type Weights, writeSafetensors } from "./safetensors.ts"

type Header = Readonly<{ [tensor: string]: { dtype: string; shape: Array<number>; data_offsets: [number, number] } }>

const fixtures = ["llama-tied", "llama-gqa-untied", "qwen2-bias-tied", "qwen2-bf16-sharded", "qwen3-qknorm"]

const fixture = (name: string) => fileURLToPath(new URL(`../../../test/fixtures/${name}`, import.meta.url))

const json = (u: unknown) => JSON.stringify(u)

const tied = fixture("llama-tied")

const digest = (bytes: Uint8Array) => hash("sha256", bytes)

/** Type, shape and digest of every tensor in files of weights. */
const tensorsIn = (files: Readonly<Record<string, Uint8Array>>) => {
  const names = Object.keys(files).filter((name) => /^model.*safetensors$/.test(name))
  return Object.fromEntries(names.flatMap((name) => {
    const bytes = Buffer.from(files[name])
    const data = bytes.subarray(8 + Number(bytes.readBigUInt64LE()))
    const { __metadata__: _, ...header }: Header = JSON.parse(bytes.toString("utf8", 8, bytes.length - data.length))
    return Object.entries(header).map(([tensor, { dtype, shape, data_offsets: [begin, end] }]) =>
      [tensor, [dtype, ...shape, digest(data.subarray(begin, end))]] as const
    )
  }))
}

/** A copy of the fixture in a temporary folder, and the services to change it with. */
const copy = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const directory = `${yield* fs.makeTempDirectoryScoped()}/model`
  const folder = yield* loadFolder(tied)
  yield* saveFolder(directory, folder)
  const replace = (parameters: Weights) => writeSafetensors(`${directory}/model.safetensors`, parameters)
  return { fs, directory, folder, replace }
})

/** The same weights in two shards, and their index. */
const shard = Effect.gen(function* () {
  const all = yield* copy
  const names = Object.keys(all.folder.parameters)
  const parts = [names.slice(0, 5), names.slice(5)]
  const file = (i: number) => `model-0000${i + 1}-of-00002.safetensors`
  for (const [i, part] of parts.entries()) {
    const weights = Object.fromEntries(part.map((name) => [name, all.folder.parameters[name]]))
    yield* writeSafetensors(`${all.directory}/${file(i)}`, weights)
  }
  const weight_map = Object.fromEntries(parts.flatMap((part, i) => part.map((name) => [name, file(i)])))
  const index = (map: Record<string, unknown>) =>
    all.fs.writeFileString(`${all.directory}/model.safetensors.index.json`, json({ metadata: {}, weight_map: map }))
  yield* index(weight_map)
  yield* all.fs.remove(`${all.directory}/model.safetensors`)
  return { ...all, weight_map, index }
})

it.layer(Layer.merge(NodeFileSystem.layer, NodePath.layer))("a model folder", (it) => {
  it.effect("is loaded with its weights in checkpoint order", () =>
    Effect.gen(function* () {
      const folder = yield* loadFolder(tied)
      expect(folder.config).toMatchObject({ architecture: "llama", vocab: 61, tied: true })
      expect(folder.endTokens).toEqual([2])
      expect(folder.padToken).toBe(0)
      expect(Object.keys(folder.parameters)[0]).toBe("model.embed_tokens.weight")
      expect(folder.parameters["model.embed_tokens.weight"].dims).toEqual([61, 32])
    }))

  it.effect("has integers in place of linear layers where it is asked for them, from any type and from shards", () =>
    Effect.gen(function* () {
      for (const name of fixtures) {
        const whole = yield* loadFolder(fixture(name))
        const { parameters, frozen = {} } = yield* loadFolder(fixture(name), { frozen: "int8" })
        const adapter = { rank: 1, alpha: 1, targets: [], frozen: "int8" } as const
        const expected = quantized({ ...whole.config, adapter }, whole.parameters)
        expect({ ...parameters, ...frozen }).toEqual(expected)
        expect(Object.values(frozen).filter(({ dtype }) => dtype === "int8").length).toBe(7 * whole.config.layers)
        expect(Object.values(parameters).every(({ dtype }) => dtype === "float32")).toBe(true)
        expect(whole.frozen).toBeUndefined()
      }
    }))

  it.effect("is refused with what is no number among what would be integers", () =>
    Effect.gen(function* () {
      const { directory, folder, replace } = yield* copy
      const [down, norm] = ["model.layers.1.mlp.down_proj.weight", "model.norm.weight"]
      const poisoned = [down, norm].map((name) => {
        const { dims, data } = folder.parameters[name]
        return [name, value("float32", dims, data.map((x, i) => (i === 5 ? NaN : x)))] as const
      })
      const { [down]: _, ...rest } = folder.parameters
      yield* replace({ ...folder.parameters, ...Object.fromEntries(poisoned) })
      const error = yield* Effect.flip(loadFolder(directory, { frozen: "int8" }))
      expect(error).toMatchObject({ _tag: "@rlif/core/WeightsError", notFinite: expect.arrayContaining([down, norm]) })
      yield* replace(rest)
      expect(yield* Effect.flip(loadFolder(directory, { frozen: "int8" }))).toMatchObject({ missing: [down] })
    }))

  it.effect("is written and read back bit for bit, with its tokenizer files", () =>
    Effect.gen(function* () {
      const { fs, directory, folder } = yield* copy
      const files = { "tokenizer.json": Uint8Array.of(1, 2, 3), "chat_template.jinja": new Uint8Array() }
      const generation = { do_sample: true, temperature: 0.6, _from_model_config: true }
      const written: Folder = { ...folder, files, endTokens: [2, 5], generation }
      yield* saveFolder(`${directory}/again`, written)
      const read = yield* loadFolder(`${directory}/again`)
      expect(fingerprint(read.parameters)).toBe(fingerprint(folder.parameters))
      expect({ ...read, files: {} }).toEqual({ ...written, files: {} })
      expect(Object.entries(read.files).map(([name, bytes]) => [name, [...bytes]])).toEqual([
        ["tokenizer.json", [1, 2, 3]],
        ["chat_template.jinja", []],
      ])
      expect((yield* fs.readDirectory(`${directory}/again`)).sort()).toEqual([
        "chat_template.jinja",
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "tokenizer.json",
      ])
    }))

  it.effect("has the same bytes every time", () =>
    Effect.gen(function* () {
      const { fs, directory, folder } = yield* copy
      yield* saveFolder(`${directory}/again`, folder)
      for (const name of ["model.safetensors", "config.json", "generation_config.json"]) {
        expect(yield* fs.readFile(`${directory}/again/${name}`)).toEqual(yield* fs.readFile(`${directory}/${name}`))
      }
    }))

  it.effect("says which type it was rounded to", () =>
    Effect.gen(function* () {
      const { fs, directory, folder } = yield* copy
      yield* saveFolder(`${directory}/again`, folder, { dtype: "BF16" })
      expect(JSON.parse(yield* fs.readFileString(`${directory}/again/config.json`)).torch_dtype).toBe("bfloat16")
      expect(fingerprint((yield* loadFolder(`${directory}/again`)).parameters)).not.toBe(fingerprint(folder.parameters))
    }))

  for (const dtype of ["F32", "F16", "BF16"] as const) {
    it.effect(`that we wrote in ${dtype} is read back bit for bit: rounded once, and never again`, () =>
      Effect.gen(function* () {
        const out = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()
        for (const name of fixtures) {
          const original = yield* loadFolder(fixture(name))
          yield* saveFolder(`${out}/${name}`, original, { dtype })
          const read = yield* loadFolder(`${out}/${name}`)
          for (const [tensor, { dims, data }] of Object.entries(original.parameters)) {
            const found = read.parameters[tensor]
            expect(found.dims).toEqual(dims)
            const rounded = widen[dtype](Uint8Array.from(narrow[dtype](data)))
            expect(Buffer.compare(narrow.F32(found.data), narrow.F32(rounded))).toBe(0)
          }
          yield* saveFolder(`${out}/${name}-again`, read, { dtype })
          const [once, twice] = [yield* readFolder(`${out}/${name}`), yield* readFolder(`${out}/${name}-again`)]
          expect(Record.map(twice, digest)).toEqual(Record.map(once, digest))
          yield* saveFolder(`${out}/${name}-wide`, read)
          const wide = yield* loadFolder(`${out}/${name}-wide`)
          expect(fingerprint(wide.parameters)).toBe(fingerprint(read.parameters))
        }
      }))
  }

  it.effect("of shards comes back with the bytes of each tensor", () =>
    Effect.gen(function* () {
      const out = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()
      const source = fixture("qwen2-bf16-sharded")
      yield* saveFolder(`${out}/one`, yield* loadFolder(source), { dtype: "BF16" })
      const read = tensorsIn(yield* readFolder(`${out}/one`))
      expect(Object.keys(read)).toHaveLength(27)
      expect(read).toEqual(tensorsIn(yield* readFolder(source)))
    }))

  it.effect("is read through links, as a cache of downloads has them", () =>
    Effect.gen(function* () {
      const { fs, directory, folder } = yield* shard
      const names = yield* fs.readDirectory(directory)
      yield* fs.makeDirectory(`${directory}/snapshot`)
      yield* Effect.forEach(names, (name) => fs.symlink(`../${name}`, `${directory}/snapshot/${name}`))
      const read = yield* loadFolder(`${directory}/snapshot`)
      expect(fingerprint(read.parameters)).toBe(fingerprint(folder.parameters))
    }))

  it.effect("may hold a tied head that is the embedding, and tables of angles; they are not kept", () =>
    Effect.gen(function* () {
      const { fs, directory, folder, replace } = yield* copy
      yield* replace({
        ...folder.parameters,
        "lm_head.weight": folder.parameters["model.embed_tokens.weight"],
        "model.layers.0.self_attn.rotary_emb.inv_freq": value("float32", [4], Float32Array.of(1, 0.1, 0.01, 0.001)),
      })
      const read = yield* loadFolder(directory)
      expect(Object.keys(read.parameters)).toEqual(Object.keys(folder.parameters))
      yield* saveFolder(`${directory}/again`, read)
      yield* saveFolder(`${directory}/plain`, folder)
      const [again, plain] = ["again", "plain"].map((name) => `${directory}/${name}/model.safetensors`)
      expect(Buffer.compare(yield* fs.readFile(again), yield* fs.readFile(plain))).toBe(0)
    }))

  it.effect("replaces shards where it overwrites them", () =>
    Effect.gen(function* () {
      const { directory, folder } = yield* shard
      yield* saveFolder(directory, { ...folder, endTokens: [3] }, { overwrite: true })
      expect((yield* loadFolder(directory)).endTokens).toEqual([3])
    }))

  it.effect("is not written in a type that its weights overflow", () =>
    Effect.gen(function* () {
      const { fs, directory, folder } = yield* copy
      const name = "model.norm.weight"
      const filled = (x: number): Folder => ({
        ...folder,
        parameters: { ...folder.parameters, [name]: value("float32", [32], new Float32Array(32).fill(x)) },
      })
      const edges = [["F16", 65519.996, 65520], ["BF16", 3.39617742e38, 3.3961776e38]] as const
      for (const [dtype, below, above] of edges) {
        yield* saveFolder(`${directory}/${dtype}`, filled(-below), { dtype })
        yield* loadFolder(`${directory}/${dtype}`)
        const error = yield* Effect.flip(saveFolder(`${directory}/no`, filled(-above), { dtype }))
        expect(error).toMatchObject({ _tag: "@rlif/core/WeightsError", notFinite: [name] })
        expect(error.message).toContain(`not finite in ${dtype}: ${name}`)
        expect(yield* fs.exists(`${directory}/no`)).toBe(false)
      }
    }))

  it.effect("is not overwritten unless asked", () =>
    Effect.gen(function* () {
      const { fs, directory, folder } = yield* copy
      const error = yield* Effect.flip(saveFolder(directory, folder))
      expect(error.message).toBe(`Cannot write "${directory}": the folder is not empty`)
      yield* fs.writeFileString(`${directory}/notes.txt`, "mine")
      yield* saveFolder(directory, { ...folder, endTokens: [7] }, { overwrite: true })
      expect((yield* loadFolder(directory)).endTokens).toEqual([7])
      expect(yield* fs.readFileString(`${directory}/notes.txt`)).toBe("mine")
    }))

  it.effect("is not written where its weights do not fit, and leaves nothing behind where writing fails", () =>
    Effect.gen(function* () {
      const { fs, directory, folder } = yield* copy
      const { "model.norm.weight": _, ...parameters } = folder.parameters
      const error = yield* Effect.flip(saveFolder(`${directory}/bad`, { ...folder, parameters }))
      expect(error).toMatchObject({ _tag: "@rlif/core/WeightsError", missing: ["model.norm.weight"] })
      expect(yield* fs.exists(`${directory}/bad`)).toBe(false)
      const files = { "no/such/folder.json": new Uint8Array() }
      expect(yield* Effect.flip(saveFolder(`${directory}/bad`, { ...folder, files }))).toMatchObject({
        _tag: "@rlif/core/FolderError",
      })
      expect(yield* fs.readDirectory(`${directory}/bad`)).toEqual([])
    }))

  it.effect("is written where a killed process has left a beginning, and not where another one writes", () =>
    Effect.gen(function* () {
      const { fs, directory, folder } = yield* copy
      const left = (pid: number | undefined) => `.writing-${hostname()}-${pid}-abcdef`
      yield* fs.makeDirectory(`${directory}/new/${left(spawnSync("true").pid)}`, { recursive: true })
      yield* saveFolder(`${directory}/new`, folder)
      expect((yield* fs.readDirectory(`${directory}/new`)).sort()).toEqual(
        ["config.json", "generation_config.json", "model.safetensors"],
      )
      yield* fs.makeDirectory(`${directory}/busy/${left(process.pid)}`, { recursive: true })
      expect((yield* Effect.flip(saveFolder(`${directory}/busy`, folder))).message).toMatch(/the folder is not empty$/)
    }))

  it.effect("is loaded or refused, whatever bytes of it are damaged", () =>
    Effect.gen(function* () {
      const { fs, directory } = yield* shard
      const names = (yield* fs.readDirectory(directory)).sort()
      const files = yield* Effect.forEach(names, (name) => fs.readFile(`${directory}/${name}`))
      const { integer } = random(13)
      const ends = { loaded: 0, refused: 0 }
      for (let round = 0; round < 300; round++) {
        const which = round % names.length
        const bad = Uint8Array.from(files[which])
        for (let k = integer(3); k >= 0; k--) bad[integer(Math.min(bad.length, 900))] = integer(256)
        const cut = integer(4) === 0 ? integer(bad.length) : bad.length
        yield* fs.writeFile(`${directory}/${names[which]}`, bad.subarray(0, cut))
        const exit = yield* Effect.exit(loadFolder(directory))
        if (Exit.isFailure(exit)) expect(Cause.hasDies(exit.cause), Cause.pretty(exit.cause)).toBe(false)
        ends[Exit.isFailure(exit) ? "refused" : "loaded"]++
        yield* fs.writeFile(`${directory}/${names[which]}`, files[which])
      }
      expect(ends.refused).toBeGreaterThan(100)
      expect(ends.loaded).toBeGreaterThan(5)
    }))

  it.effect("takes the end tokens of both configurations", () =>
    Effect.gen(function* () {
      const { fs, directory } = yield* copy
      const generation = `${directory}/generation_config.json`
      yield* fs.writeFileString(generation, json({ eos_token_id: [4, 9] }))
      expect((yield* loadFolder(directory)).endTokens).toEqual([4, 9, 2])
      yield* fs.writeFileString(generation, json({ eos_token_id: [2, -1] }))
      expect((yield* loadFolder(directory)).endTokens).toEqual([2])
      yield* fs.writeFileString(generation, json({ eos_token_id: -1 }))
      expect((yield* loadFolder(directory)).endTokens).toEqual([2])
      yield* fs.writeFileString(generation, json({ temperature: 1 }))
      expect((yield* loadFolder(directory)).endTokens).toEqual([2])
      yield* fs.remove(generation)
      expect((yield* loadFolder(directory)).endTokens).toEqual([2])
    }))

  it.effect("is refused with everything that is wrong with its weights", () =>
    Effect.gen(function* () {
      const { directory, folder, replace } = yield* copy
      const { "model.norm.weight": _, ...rest } = folder.parameters
      const name = "model.layers.1.mlp.up_proj.weight"
      const { dims, data } = rest[name]
      const poisoned = (x: number) => value("float32", [32], new Float32Array(32).fill(x, 31))
      yield* replace({
        ...rest,
        [name]: value("float32", [...dims].reverse(), data),
        "lm_head.bias": value("float32", [61], new Float32Array(61)),
        "model.layers.0.input_layernorm.weight": poisoned(NaN),
        "model.layers.1.input_layernorm.weight": poisoned(-Infinity),
      })
      const error = yield* Effect.flip(loadFolder(directory))
      expect(error).toMatchObject({
        _tag: "@rlif/core/WeightsError",
        directory,
        missing: ["model.norm.weight"],
        extra: ["lm_head.bias"],
        misshapen: [`${name} (32, 72), not (72, 32)`],
        notFinite: ["model.layers.0.input_layernorm.weight", "model.layers.1.input_layernorm.weight"],
      })
      for (const part of ["model.norm.weight", "lm_head.bias", name, "layers.0.input"]) {
        expect(error.message).toContain(part)
      }
    }))

  it.effect("is refused where a file is missing or malformed", () =>
    Effect.gen(function* () {
      const { fs, directory } = yield* copy
      yield* fs.remove(`${directory}/model.safetensors`)
      expect((yield* Effect.flip(loadFolder(directory))).message).toMatch(/holds neither "model.safetensors" nor/)
      yield* fs.writeFileString(`${directory}/config.json`, "{")
      expect((yield* Effect.flip(loadFolder(directory))).message).toMatch(/config.json": not JSON/)
      expect((yield* Effect.flip(loadFolder(`${directory}/no`))).message).toMatch(/no": ENOENT: no such file/)
    }))

  it.effect("is read from shards", () =>
    Effect.gen(function* () {
      const { directory, folder } = yield* shard
      const read = yield* loadFolder(directory)
      expect(fingerprint(read.parameters)).toBe(fingerprint(folder.parameters))
    }))

  it.effect("is refused where the index leaves the folder or disagrees with the shards", () =>
    Effect.gen(function* () {
      const { directory, weight_map, index } = yield* shard
      const name = "model.norm.weight"
      for (const shard of ["../model/x.safetensors", "/x.safetensors", "a\\b.safetensors", "..", "config.json"]) {
        yield* index({ ...weight_map, [name]: shard })
        expect((yield* Effect.flip(loadFolder(directory))).message).toContain("is not the name of a safetensors file")
      }
      yield* index({ ...weight_map, [name]: "model-00003-of-00002.safetensors" })
      expect((yield* Effect.flip(loadFolder(directory))).message).toMatch(
        /index.json": the folder lacks "model-00003-of-00002.safetensors"$/,
      )
      const [one, two] = [1, 2].map((i) => `"model-0000${i}-of-00002.safetensors"`)
      const { [name]: _, ...less } = weight_map
      const disagreements = [
        [{ ...weight_map, other: weight_map[name] }, "other", `listed in ${two}, held by no file`],
        [{ ...weight_map, [name]: one.slice(1, -1) }, name, `listed in ${one}, held by ${two}`],
        [less, name, `listed in no file, held by ${two}`],
      ] as const
      for (const [map, tensor, why] of disagreements) {
        yield* index(map)
        const error = yield* Effect.flip(loadFolder(directory))
        expect(error).toMatchObject({ _tag: "@rlif/core/SafetensorsError", tensor })
        expect(error.message).toBe(`Cannot read "${tensor}" of "${directory}/model.safetensors.index.json": ${why}`)
      }
      yield* index({ ...weight_map, [name]: 3 })
      expect((yield* Effect.flip(loadFolder(directory))).message).toMatch(
        /"weight_map.model.norm.weight".*got 3|got undefined/,
      )
    }))
})

it("a fingerprint tells the order of names apart from the order of insertion, and one bit from none", () => {
  const one = { a: value("float32", [1], Float32Array.of(0)), b: value("float32", [1], Float32Array.of(1)) }
  expect(fingerprint({ b: one.b, a: one.a })).toBe(fingerprint(one))
  expect(fingerprint({ ...one, a: value("float32", [1], Float32Array.of(-0)) })).not.toBe(fingerprint(one))
})
