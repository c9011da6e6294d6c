import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { carried } from "../checkpoint/carried.ts"
import { checkSame, type Model } from "./_differences.ts"
import { folderError } from "../files/folder_error.ts"
import { has } from "../files/has.ts"
import { type Held, writeMixed } from "./_mixed_file.ts"
import { reasonOf } from "../files/reason.ts"
import { checkFree, publish, stage } from "../files/staged.ts"
import { openWeights } from "../checkpoint/weight_files.ts"

/**
 * The folders of the two models between which weights are mixed.
 * @since 0.1.0
 */
export interface MixedModels {
  readonly base: string
  readonly instruct: string
}

/**
 * A mixed model to make: the instruct model's share, from 0 to 1, and the new folder, which must not exist.
 * @since 0.1.0
 */
export interface MixRatio {
  readonly ratio: number
  readonly folder: string
}

/**
 * The plan of a mixed model: its files, their sizes in bytes, and the models that their content comes from.
 * @since 0.1.0
 */
export interface MixPlan extends MixRatio {
  readonly files: ReadonlyArray<{
    readonly name: string
    readonly bytes: number
    readonly from: ReadonlyArray<keyof MixedModels>
  }>
}

/**
 * The plans of the models that `mix` would write. Everything is checked, and nothing is written.
 * @since 0.1.0
 */
export const planMix = Effect.fn("planMix")(
  function* (models: MixedModels, ratios: ReadonlyArray<MixRatio>) {
    return (yield* prepare(models, ratios)).plans
  },
  Effect.scoped,
)

/**
 * Model folders between two models of one shape and one vocabulary, at each ratio a:
 *
 *     theta_a = (1 - a) base + a instruct
 *
 * Every tensor is computed in float32, in pieces, and rounded to nearest even in its type in the base model. A mix has the
 * base model's files: shards, configuration, generation configuration, tokenizer and chat template. At 0 and 1 nothing is
 * computed: all files are copies of the base or of the instruct model's, so that at 1 type, shards and configuration are
 * the instruct model's, too.
 *
 * Any architecture will do. Models that differ in more than numbers fail with a `MixError` that lists all differences.
 * The folders appear once all are complete; a failure or an interruption before that leaves nothing behind.
 *
 * Source: "No Free Lunch: Rethinking Internal Feedback for LLM Reasoning", https://arxiv.org/abs/2506.17219
 *
 * @example
 * ```ts
 * import * as NodeServices from "@effect/platform-node/NodeServices"
 * import { mix } from "@rlif/core/mix"
 * import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
 * import { Effect, FileSystem } from "effect"
 *
 * const models = { base: shippedFolder("base"), instruct: shippedFolder("instruct") }
 * const program = Effect.gen(function* () {
 *   const fs = yield* FileSystem.FileSystem
 *   const folder = `${yield* fs.makeTempDirectoryScoped()}/half`
 *   yield* mix(models, [{ ratio: 0.5, folder }])
 *   return yield* fs.readDirectory(folder) // config.json, model.safetensors, tokenizer.json, ...
 * })
 * await program.pipe(Effect.scoped, Effect.provide(NodeServices.layer), Effect.runPromise)
 * ```
 *
 * @since 0.1.0
 */
export const mix = Effect.fn("mix")(
  function* (models: MixedModels, ratios: ReadonlyArray<MixRatio>) {
    const { base, instruct, plans } = yield* prepare(models, ratios)
    const staged = yield* Effect.forEach(
      plans,
      Effect.fnUntraced(function* (plan) {
        const staging = yield* stage(plan.folder)
        yield* write(staging, plan, { base, instruct })
        return { staging, folder: plan.folder }
      }),
    )
    yield* Effect.uninterruptible(Effect.forEach(staged, ({ staging, folder }) => publish(staging, folder)))
    return plans
  },
  Effect.scoped,
)

/** Both models, open and checked to be alike, and the plans. */
const prepare = Effect.fnUntraced(function* (models: MixedModels, ratios: ReadonlyArray<MixRatio>) {
  for (const { ratio, folder } of ratios) {
    if (!(ratio >= 0 && ratio <= 1)) {
      return yield* folderError("write", folder, `its ratio, ${ratio}, is not a number from 0 to 1`)
    }
    yield* checkFree(folder)
  }
  const base: Model = { directory: models.base, weights: yield* openWeights(models.base) }
  const instruct: Model = { directory: models.instruct, weights: yield* openWeights(models.instruct) }
  yield* checkSame(base, instruct)
  const files = { base: yield* filesOf(base, "base"), instruct: yield* filesOf(instruct, "instruct") }
  const plans = ratios.map((each): MixPlan => {
    if (each.ratio === 1) return { ...each, files: files.instruct }
    if (each.ratio === 0) return { ...each, files: files.base }
    const weights = new Set(base.weights.files.map(({ name }) => name))
    const from = ["base", "instruct"] as const
    return { ...each, files: files.base.map((file) => weights.has(file.name) ? { ...file, from } : file) }
  })
  return { base, instruct, plans }
})

/** The files of a model that belong in a copy. */
const filesOf = Effect.fnUntraced(function* ({ directory, weights }: Model, side: keyof MixedModels) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const there = yield* Effect.filter(
    ["config.json", "generation_config.json", ...carried],
    (name) => has(directory, name),
  )
  const names = [...weights.files.map(({ name }) => name), ...weights.others, ...there]
  return yield* Effect.forEach(names, (name) =>
    fs.stat(path.join(directory, name)).pipe(
      Effect.map(({ size }) => ({ name, bytes: ByteSize.toNumberUnsafe(size), from: [side] })),
      Effect.mapError(({ message }) => folderError("read", path.join(directory, name), message)),
    ))
})

/** Writes the files of a plan: copies, or the base model's files mixed with tensors from any file of the instruct model. */
const write = Effect.fnUntraced(function* (
  staging: string,
  { ratio, folder, files }: MixPlan,
  { base, instruct }: { readonly base: Model; readonly instruct: Model },
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const mixes = ratio > 0 && ratio < 1 ? base.weights.files : []
  const other = new Map(
    instruct.weights.files.flatMap((held) =>
      held.entries.map((entry): [string, Held] => [entry.name, { held, entry }])
    ),
  )
  for (const { name } of files) {
    const ours = mixes.find((file) => file.name === name)
    const to = path.join(staging, name)
    const writing = ours === undefined
      // An interrupted effect does not stop the system's copying.
      ? Effect.uninterruptible(fs.copyFile(path.join((ratio === 1 ? instruct : base).directory, name), to))
      : writeMixed(to, ours, { ratio, other })
    yield* Effect.catchTag(
      writing,
      "PlatformError",
      (error) => Effect.fail(folderError("write", path.join(folder, name), reasonOf(error))),
    )
  }
})
