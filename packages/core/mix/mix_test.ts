import { fileURLToPath } from "node:url"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import { expect, it } from "@effect/vitest"
import { floats, mixture, type Numbers } from "@rlif/rewards/formula"
import { Deferred, Effect, Exit, Fiber, FileSystem, Layer, PlatformError } from "effect"
import { value } from "../graph/value.ts"
import { readFolder, weightsOfShapes, writeModel } from "../testing/model_folder.ts"
import { watched } from "../testing/watched.ts"
import { openWeights } from "../checkpoint/weight_files.ts"
import { loadFolder } from "../checkpoint/folder.ts"
import { toBfloat16, toFloat16 } from "../checkpoint/half.ts"
import { mix, planMix } from "./mix.ts"
import { readSafetensors, type Weights, weightsOf } from "../checkpoint/safetensors.ts"

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const shipped = { base: at("packages/trainer/models/base"), instruct: at("packages/trainer/models/instruct") }
const sharded = at("test/fixtures/qwen2-bf16-sharded")

const { fround } = Math

/** Numbers as float32 computes them: each result is rounded. */
const singles: Numbers<number, ReadonlyArray<number>> = {
  ...floats,
  of: fround,
  add: (a, b) => fround(a + b),
  sub: (a, b) => fround(a - b),
  mul: (a, b) => fround(a * b),
}

/** What the formula makes of one tensor of each model. */
const formula = (x: Float32Array, y: Float32Array, a: number) =>
  Float32Array.from(mixture(singles)({ x: [...x], y: [...y], a: fround(a) }))

const newFolder = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped())

/** The weights of a folder of any architecture. */
const weightsIn = (directory: string) =>
  openWeights(directory).pipe(
    Effect.flatMap(({ files }) => Effect.forEach(files, weightsOf)),
    Effect.map((all): Weights => Object.fromEntries(all.flatMap(Object.entries))),
    Effect.scoped,
  )

it.layer(Layer.merge(NodeFileSystem.layer, NodePath.layer))("mix", (it) => {
  it.effect("is the paper's formula in float32, element by element, and loads", () =>
    Effect.gen(function* () {
      const out = yield* newFolder
      const ratios = [0.1, 0.5, 0.9, 1 / 3].map((ratio) => ({ ratio, folder: `${out}/${ratio}` }))
      yield* mix(shipped, ratios)
      const [base, instruct] = [yield* loadFolder(shipped.base), yield* loadFolder(shipped.instruct)]
      for (const { ratio, folder } of ratios) {
        const mixed = yield* loadFolder(folder)
        expect({ ...mixed, parameters: {} }).toEqual({ ...base, parameters: {} })
        expect(Object.keys(mixed.parameters)).toEqual(Object.keys(base.parameters))
        for (const [name, { data }] of Object.entries(mixed.parameters)) {
          const [x, y] = [base.parameters[name].data, instruct.parameters[name].data]
          expect(data).toEqual(formula(x, y, ratio))
          const exact = mixture(floats)({ x: [...x], y: [...y], a: ratio })
          exact.forEach((theta, i) => {
            // Three roundings, of the ratio, a product and the sum, to 24 bits each.
            const bound = (Math.abs(x[i]) + Math.abs(y[i])) * 2 ** -22
            if (!(Math.abs(data[i] - theta) <= bound)) expect.fail(`${name} ${i}: ${data[i]}, not ${theta}`)
          })
        }
      }
    }))

  it.effect("is the base model at 0 and the instruct model at 1, byte by byte", () =>
    Effect.gen(function* () {
      const out = yield* newFolder
      yield* mix(shipped, [{ ratio: 0, folder: `${out}/0` }, { ratio: 1, folder: `${out}/deep/1` }])
      for (const [directory, source] of [["0", shipped.base], ["deep/1", shipped.instruct]]) {
        const { "recipe.json": _, ...files } = yield* readFolder(source) // says how weights were made: not of a mix
        expect(yield* readFolder(`${out}/${directory}`)).toEqual(files)
      }
    }))

  it.effect("keeps the shards and the types of the base model, of an architecture that is not computed here", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const out = yield* newFolder
      const base = yield* weightsIn(sharded)
      const shapes = Object.fromEntries(Object.entries(base).map(([name, { dims }]) => [name, dims]))
      const instruct = yield* writeModel(`${out}/instruct`, {
        weights: weightsOfShapes(shapes, 4),
        files: { "config.json": { tie_word_embeddings: false } },
      })
      const folder = (ratio: number) => `${out}/${ratio}`
      const plans = yield* mix(
        { base: sharded, instruct },
        [0, 0.3, 1].map((ratio) => ({ ratio, folder: folder(ratio) })),
      )
      const [original, mixed] = [yield* readFolder(sharded), yield* readFolder(folder(0.3))]
      const shards = [1, 2].map((i) => `model-0000${i}-of-00002.safetensors`)
      const names = ["config.json", ...shards, "model.safetensors.index.json"]
      expect(Object.keys(mixed)).toEqual(names)
      const theirs = yield* readSafetensors(`${instruct}/model.safetensors`)
      for (const name of shards) {
        const start = 8 + Number(new DataView(original[name].buffer, original[name].byteOffset).getBigUint64(0, true))
        expect(mixed[name].subarray(0, start)).toEqual(original[name].subarray(0, start))
        expect(mixed[name].length).toBe(original[name].length)
        expect(yield* fs.readFile(`${folder(0)}/${name}`)).toEqual(original[name])
      }
      for (const [name, { data }] of Object.entries(yield* weightsIn(folder(0.3)))) {
        expect(toBfloat16(data)).toEqual(toBfloat16(formula(base[name].data, theirs[name].data, 0.3)))
      }
      expect(yield* readFolder(folder(1))).toEqual(yield* readFolder(instruct))
      for (const { files, folder } of plans) {
        const written = Object.entries(yield* readFolder(folder)).map(([name, { length }]) => ({ name, bytes: length }))
        expect(written).toHaveLength(files.length)
        for (const file of written) expect(files).toContainEqual(expect.objectContaining(file))
      }
    }))

  it.effect("rounds to the nearest even in float16, and is not written where that overflows", () =>
    Effect.gen(function* () {
      const out = yield* newFolder
      const shapes = { a: [5, 7], z: [3] }
      const [x, y] = [weightsOfShapes(shapes, 1), weightsOfShapes(shapes, 2)]
      const base = yield* writeModel(`${out}/base`, { weights: x, dtype: "F16" })
      const instruct = yield* writeModel(`${out}/instruct`, { weights: y, dtype: "BF16" })
      yield* mix({ base, instruct }, [{ ratio: 0.7, folder: `${out}/mix` }])
      const [stored, other] = [yield* weightsIn(base), yield* weightsIn(instruct)]
      for (const [name, { data }] of Object.entries(yield* weightsIn(`${out}/mix`))) {
        expect(toFloat16(data)).toEqual(toFloat16(formula(stored[name].data, other[name].data, 0.7)))
      }
      const large = { ...y, z: value("float32", [3], Float32Array.of(1, 1e6, 1)) }
      yield* writeModel(instruct, { weights: large, dtype: "F32" })
      const before = yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readDirectory(out))
      const error = yield* Effect.flip(mix({ base, instruct }, [{ ratio: 0.5, folder: `${out}/no` }]))
      expect(error).toMatchObject({ _tag: "@rlif/core/SafetensorsError", tensor: "z" })
      expect(error.message).toBe(`Cannot mix "z" of "${base}/model.safetensors": not finite in F16`)
      expect(yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readDirectory(out))).toEqual(before)
    }))

  it.effect("writes nothing where it only plans, where a folder exists, or where a ratio is none", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const out = yield* newFolder
      const plans = yield* planMix(shipped, [{ ratio: 0.5, folder: `${out}/half` }])
      expect(plans[0].files.map(({ name, from }) => [name, from])).toEqual([
        ["model.safetensors", ["base", "instruct"]],
        ...["config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json"].map((
          n,
        ) => [n, ["base"]]),
      ])
      expect(yield* fs.readDirectory(out)).toEqual([])
      yield* fs.makeDirectory(`${out}/empty`)
      yield* fs.writeFileString(`${out}/file`, "mine")
      for (const name of ["empty", "file"]) {
        const both = [{ ratio: 0.2, folder: `${out}/new` }, { ratio: 0.5, folder: `${out}/${name}` }]
        const error = yield* Effect.flip(mix(shipped, both))
        expect(error).toMatchObject({ _tag: "@rlif/core/FolderError", path: `${out}/${name}` })
        expect(error.message).toBe(`Cannot write "${out}/${name}": it exists already`)
      }
      for (const ratio of [-0.1, 1.1, NaN]) {
        const error = yield* Effect.flip(mix(shipped, [{ ratio, folder: `${out}/new` }]))
        expect(error.message).toBe(`Cannot write "${out}/new": its ratio, ${ratio}, is not a number from 0 to 1`)
      }
      expect((yield* fs.readDirectory(out)).sort()).toEqual(["empty", "file"])
    }))
})

it.layer(Layer.merge(NodeFileSystem.layer, NodePath.layer))("a mix in the middle", (it) => {
  /** How two mixes end, where something comes before the sixth write, which is in the second of them. */
  const disturbed = Effect.fnUntraced(function* (
    write: Effect.Effect<void, PlatformError.PlatformError>,
    meanwhile: (mixing: Fiber.Fiber<unknown, unknown>) => Effect.Effect<void>,
  ) {
    const out = yield* newFolder
    const model = (name: string, seed: number) =>
      writeModel(`${out}/models/${name}`, { weights: weightsOfShapes({ a: [3], b: [4], c: [5] }, seed) })
    const models = { base: yield* model("base", 1), instruct: yield* model("instruct", 2) }
    const fs = yield* watched({ write: (n) => n === 5 ? write : Effect.void })
    const ratios = [0.2, 0.4].map((ratio) => ({ ratio, folder: `${out}/deep/mixes/${ratio}` }))
    const mixing = yield* Effect.forkChild(
      mix(models, ratios).pipe(Effect.provideService(FileSystem.FileSystem, fs)),
    )
    yield* meanwhile(mixing)
    const exit = yield* Fiber.await(mixing)
    expect(yield* fs.readDirectory(out)).toEqual(["models"])
    return { out, exit }
  })

  it.effect("leaves nothing where writing fails", () =>
    Effect.gen(function* () {
      const full = PlatformError.systemError({ _tag: "Unknown", module: "test", method: "write", description: "full" })
      const { out, exit } = yield* disturbed(Effect.fail(full), () => Effect.void)
      const error = yield* Effect.flip(Effect.flatten(Effect.succeed(exit)))
      expect(error).toMatchObject({ _tag: "@rlif/core/FolderError", path: `${out}/deep/mixes/0.4/model.safetensors` })
      expect(error.message).toMatch(/^Cannot write ".*mixes\/0.4\/model.safetensors": .*full/)
    }))

  it.effect("leaves nothing where it is interrupted", () =>
    Effect.gen(function* () {
      const reached = yield* Deferred.make<void>()
      const { exit } = yield* disturbed(
        Effect.andThen(Deferred.succeed(reached, undefined), Effect.never),
        (mixing) => Effect.andThen(Deferred.await(reached), Fiber.interrupt(mixing)),
      )
      expect(Exit.hasInterrupts(exit)).toBe(true)
    }))

  it.effect("has a piece of a tensor in memory, however large that is", () =>
    Effect.gen(function* () {
      const out = yield* newFolder
      const count = 2 ** 20 + 5
      const ramp = (slope: number) => Float32Array.from({ length: count }, (_, i) => slope * (i % 100))
      const model = (name: string, slope: number) =>
        writeModel(`${out}/${name}`, { weights: { w: value("float32", [count], ramp(slope)) }, dtype: "BF16" })
      const models = { base: yield* model("base", 1), instruct: yield* model("instruct", 3) }
      let most = 0
      const fs = yield* watched({ read: (bytes) => void (most = Math.max(most, bytes)) })
      yield* mix(models, [{ ratio: 0.5, folder: `${out}/mix` }]).pipe(Effect.provideService(FileSystem.FileSystem, fs))
      expect(most).toBe(2 * 2 ** 20)
      const { w: { data } } = yield* weightsIn(`${out}/mix`)
      expect(Buffer.from(toBfloat16(data).buffer).equals(Buffer.from(toBfloat16(ramp(2)).buffer))).toBe(true)
    }))
})
