// A checkpoint: the folder of a model, the state of its training beside the weights, and a manifest that makes it whole.
import { readSafetensors, writeSafetensors } from "@rlif/core/checkpoint/safetensors"
import { reasonOf } from "@rlif/core/files/reason"
import type { TrainingState } from "@rlif/core/learn/training"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import { CheckpointError } from "./checkpoint_error.ts"
import { sumOf, sumsOf, synced } from "./durable.ts"
import { draftOf, held } from "./lead.ts"
import { Machine } from "./machine.ts"

const manifestFile = "checkpoint.json"
const stateFile = "training_state.safetensors"
/** Versions of weights that are still sampled by; only of a run that samples ahead. */
const earlierFile = "earlier_weights.safetensors"

/** The format of manifests that is written, and the only one that is read. */
const format = 1

type Earlier = NonNullable<TrainingState["earlier"]>

/** Versions as tensors of one file, `<updates>.<parameter>`. */
const flat = (earlier: Earlier): TrainingState["tensors"] =>
  Object.fromEntries(
    earlier.flatMap(({ updates, tensors }) =>
      Object.entries(tensors).map(([name, tensor]) => [`${updates}.${name}`, tensor] as const)
    ),
  )

const versioned = (tensors: TrainingState["tensors"]): Earlier => {
  const all = new Map<number, Record<string, Earlier[number]["tensors"][string]>>()
  for (const [key, tensor] of Object.entries(tensors)) {
    const at = key.indexOf(".")
    const updates = Number(key.slice(0, at))
    all.set(updates, { ...all.get(updates), [key.slice(at + 1)]: tensor })
  }
  return [...all].map(([updates, tensors]) => ({ updates, tensors })).toSorted((a, b) => a.updates - b.updates)
}

/** What says whether the rest can be read. */
const Format = Schema.fromJsonString(Schema.Struct({ format: Schema.Int }))

const Manifest = Schema.fromJsonString(Schema.Struct({
  format: Schema.Literal(format),
  step: Schema.Int,
  updates: Schema.Int,
  optimizerSteps: Schema.Int,
  constants: Schema.String,
  reference: Schema.String,
  made: Machine,
  files: Schema.Record(Schema.String, Schema.Struct({ bytes: Schema.Int, sha256: Schema.String })),
}))

/**
 * A checkpoint of a run.
 * @stability unstable
 * @since 0.1.0
 */
export interface Checkpoint {
  /** Updates of the run. */
  readonly step: number
  readonly state: TrainingState
  /** What computed it. */
  readonly made: Machine
}

/**
 * Writes a checkpoint: everything into a draft beside `path`, forced to the disk, the manifest last, then one rename. `save` writes
 * the model's folder, so that a checkpoint is a model like any other.
 * @stability unstable
 * @since 0.1.0
 */
export const writeCheckpoint = Effect.fn("writeCheckpoint")(function* <E, R>(
  path: string,
  { step, state, made, save }: Checkpoint & {
    readonly save: (directory: string) => Effect.Effect<void, E, R>
  },
) {
  const fs = yield* FileSystem.FileSystem
  const { join, dirname } = yield* Path.Path
  const partial = yield* draftOf(path)
  const { updates, steps: optimizerSteps, constants, reference, tensors } = state
  const failed = <A, F extends { readonly message: string }, S>(effect: Effect.Effect<A, F, S>) =>
    Effect.mapError(effect, (error) => new CheckpointError({ path, action: "write", reason: reasonOf(error) }))
  const write = Effect.gen(function* () {
    yield* failed(fs.remove(partial, { recursive: true, force: true }))
    yield* failed(fs.makeDirectory(dirname(path), { recursive: true }))
    yield* save(partial)
    yield* failed(writeSafetensors(join(partial, stateFile), tensors))
    if (state.earlier !== undefined) {
      yield* failed(writeSafetensors(join(partial, earlierFile), flat(state.earlier)))
    }
    const files = yield* failed(sumsOf(partial))
    const manifest = yield* Effect.orDie(
      Schema.encodeEffect(Manifest)({ format, step, updates, optimizerSteps, constants, reference, made, files }),
    )
    yield* failed(fs.writeFileString(join(partial, manifestFile), `${manifest}\n`))
    yield* failed(synced(join(partial, manifestFile)))
    yield* failed(synced(partial))
    yield* failed(held)
    // What was here is of the same step of a run that went on from an earlier one.
    yield* Effect.ignore(fs.remove(path, { recursive: true, force: true }))
    yield* failed(fs.rename(partial, path))
    yield* failed(synced(dirname(path)))
  })
  yield* Effect.onError(write, () => Effect.ignore(fs.remove(partial, { recursive: true, force: true })))
})

/**
 * Reads a checkpoint, every file of which is as the manifest says.
 * @stability unstable
 * @since 0.1.0
 */
export const readCheckpoint = Effect.fn("readCheckpoint")(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const fail = (reason: string) => new CheckpointError({ path, action: "read", reason })
  const failed = <A, F extends { readonly message: string }, S>(effect: Effect.Effect<A, F, S>) =>
    Effect.mapError(effect, (error) => fail(reasonOf(error)))
  const text = yield* failed(fs.readFileString(join(path, manifestFile)))
  const decoded = <A>(schema: Schema.Codec<A, string>) =>
    Effect.mapError(
      Schema.decodeEffect(schema)(text),
      ({ message }) => fail(`${manifestFile}: ${message.split("\n")[0]}`),
    )
  const { format: its } = yield* decoded(Format)
  if (its !== format) return yield* fail(`it has format ${its}, and this version of rlif reads format ${format}`)
  const { step, updates, optimizerSteps: steps, constants, reference, made, files } = yield* decoded(Manifest)
  for (const [name, expected] of Object.entries(files)) {
    const { bytes, sha256 } = yield* failed(sumOf(join(path, name)))
    if (bytes !== expected.bytes) return yield* fail(`"${name}" has ${bytes} bytes, not ${expected.bytes}`)
    if (sha256 !== expected.sha256) return yield* fail(`"${name}" is not what was written`)
  }
  const tensors = yield* failed(readSafetensors(join(path, stateFile)))
  const earlier = files[earlierFile] === undefined
    ? {}
    : { earlier: versioned(yield* failed(readSafetensors(join(path, earlierFile)))) }
  const state: TrainingState = { updates, steps, tensors, ...earlier, constants, reference }
  const checkpoint: Checkpoint = { step, made, state }
  return checkpoint
})
