// The checkpoints of a run: when they are written, which are kept, and from which a run goes on.
import { reasonOf } from "@rlif/core/files/reason"
import type { Training, TrainingState } from "@rlif/core/learn/training"
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Stream from "effect/Stream"
import type { Step } from "../stage/step.ts"
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.ts"
import { CheckpointError } from "./checkpoint_error.ts"
import { synced } from "./durable.ts"
import { freeSpace, mebibytes } from "./free_space.ts"
import { held, isLeft } from "./lead.ts"
import type { Machine } from "./machine.ts"
import type { MetricsLine } from "./metrics_file.ts"

const folder = "checkpoints"

/** Names sort as steps do; anything else in the folder is no checkpoint to go on from. */
const nameOf = (step: number) => String(step).padStart(6, "0")
const isName = (name: string) => /^\d{6,}$/.test(name)

/**
 * Which checkpoints are kept, and of what.
 * @stability unstable
 * @since 0.1.0
 */
export interface KeeperOptions<E, R> {
  /** The run's folder. */
  readonly run: string
  readonly training: Pick<Training, "state">
  /** Writes the model's folder. */
  readonly save: (directory: string) => Effect.Effect<void, E, R>
  readonly made: Machine
  /** How many are kept, the newest; beside them stays the one of the highest `metric`. */
  readonly keep: number
  /** Default: the held-out accuracy, where it is measured at the step of a checkpoint. */
  readonly metric?: string
  /** What was measured before the first step. Default: nothing. */
  readonly measured?: ReadonlyArray<MetricsLine>
  /** Updates of the run before the first step. Default 0. */
  readonly step?: number
  /** Updates of each sampled batch: within one there is no place to go on from. Default 1. */
  readonly batch?: number
}

/**
 * What keeps the checkpoints of a run: the stage `checkpoints` asks it as steps go by, and anybody may between two updates.
 * @stability unstable
 * @since 0.1.0
 */
export interface Keeper<E, R> {
  /** Takes note of a step. */
  readonly seen: (step: Pick<Step, "step" | "metrics">) => Effect.Effect<void>
  /** Writes a checkpoint of the last step that was seen, unless there is one, or the step is within a batch. */
  readonly save: Effect.Effect<void, E | CheckpointError | PolicyError, R | FileSystem.FileSystem | Path.Path>
}

/**
 * The keeper of a run. A state that is not finite is kept as `<step>.nonfinite`, and is never gone on from.
 * @stability unstable
 * @since 0.1.0
 */
export const keeperOf = Effect.fnUntraced(function* <E, R>(options: KeeperOptions<E, R>) {
  const { training, step: before = 0, metric = "eval/accuracy", batch = 1 } = options
  const values = new Map(options.measured?.map(({ step, metrics }) => [step, metrics[metric] ?? -Infinity]))
  const begun = (yield* training.state).updates - before
  let [last, saved] = [before, before]
  const keeper: Keeper<E, R> = {
    seen: ({ step, metrics }) =>
      Effect.sync(() => {
        values.set(step, metrics[metric] ?? -Infinity)
        last = step
      }),
    save: Effect.gen(function* () {
      if (last === saved || last % batch !== 0) return
      const state = yield* training.state
      // An update that nothing was written of would be missing: its checkpoint is no place to go on from.
      if (state.updates !== begun + last) return
      yield* kept(options, { step: last, state, values })
      saved = last
    }),
  }
  return keeper
})

/**
 * The stage Step -> Step that writes checkpoints below the run's folder: each `every` steps (0: none), after the last one, and
 * where the stream fails or is interrupted between two updates. What earlier stages wrote of a step is on the disk before a
 * checkpoint of it is.
 * @stability unstable
 * @since 0.1.0
 */
export const checkpoints =
  <E1, R1>({ seen, save }: Keeper<E1, R1>, { every }: { readonly every: number }) =>
  <S extends string, E, R>(steps: Stream.Stream<Step<S>, E, R>) =>
    steps.pipe(
      Stream.tap(seen),
      Stream.tap(({ step }) => every > 0 && step % every === 0 ? save : Effect.void),
      Stream.concat(Stream.fromEffectDrain(save)),
      // The failure itself is what the run ends with.
      Stream.onError(() => Effect.ignore(Effect.uninterruptible(save))),
    )

const kept = Effect.fnUntraced(function* <E, R>(
  { run, save, made, keep }: KeeperOptions<E, R>,
  { step, state, values }: {
    readonly step: number
    readonly state: TrainingState
    /** The metric by step. */
    readonly values: ReadonlyMap<number, number>
  },
) {
  const { join } = yield* Path.Path
  const finite = Object.values(state.tensors).every(({ data }) => data.every(Number.isFinite))
  const path = join(run, folder, finite ? nameOf(step) : `${nameOf(step)}.nonfinite`)
  const [needed, free] = [sizeOf(state), yield* freeSpace(run)]
  if (free < needed) {
    const reason = `it takes ${mebibytes(needed)}, and ${mebibytes(free)} are free`
    return yield* new CheckpointError({ path, action: "write", reason })
  }
  yield* Effect.ignore(synced(join(run, "metrics.jsonl")))
  yield* writeCheckpoint(path, { step, state, made, save })
  yield* Effect.mapError(held, ({ message }) => new CheckpointError({ path: run, action: "write", reason: message }))
  if (finite) yield* pruned(run, { keep, values })
})

/**
 * Fails where the disk of a run has no room for all the checkpoints that it keeps, the best and one that is being written among
 * them, and the models beside them. One that samples ahead keeps as many versions of the weights in each.
 * @stability unstable
 * @since 0.1.0
 */
export const checkRoom = Effect.fnUntraced(
  function* (
    run: string,
    { keep, lookahead = 0 }: { readonly keep: number; readonly lookahead?: number },
    state: TrainingState,
  ) {
    const weights = Object.entries(state.tensors).filter(([name]) => name.startsWith("weight."))
    const versions = lookahead * weights.reduce((sum, [, { data }]) => sum + data.byteLength, 0)
    const [needed, free] = [(keep + 3) * (sizeOf({ ...state, earlier: [] }) + versions), yield* freeSpace(run)]
    if (free >= needed) return
    const reason = `this run takes about ${mebibytes(needed)} for ${keep} checkpoints and its models, and ${
      mebibytes(free)
    } are free`
    return yield* new CheckpointError({ path: run, action: "write", reason })
  },
)

/** Bytes of a checkpoint: the state, and the weights once more as a model. */
const sizeOf = ({ tensors, earlier = [] }: TrainingState): number =>
  [
    ...Object.entries(tensors),
    ...earlier.flatMap(({ tensors }) => Object.entries(tensors)),
  ].reduce((sum, [name, { data }]) => sum + data.byteLength * (name.startsWith("weight.") ? 2 : 1), 0)

/** Steps of the whole checkpoints of a run by their names, the newest first. */
const named = Effect.fnUntraced(function* (run: string) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const names = yield* Effect.orElseSucceed(fs.readDirectory(join(run, folder)), () => [])
  return names.filter(isName).toSorted((a, b) => Number(b) - Number(a)).map((name) => join(run, folder, name))
})

/** Removes the oldest, but for the best. */
const pruned = Effect.fnUntraced(function* (run: string, { keep, values }: {
  readonly keep: number
  readonly values: ReadonlyMap<number, number>
}) {
  const { basename } = yield* Path.Path
  const paths = yield* named(run)
  const valueOf = (path: string) => values.get(Number(basename(path))) ?? -Infinity
  // Of equals the newest, which comes first.
  const best = paths.reduce((best, path) => (valueOf(path) > valueOf(best) ? path : best), paths[0])
  const spared = valueOf(best) === -Infinity ? undefined : best
  yield* removed(paths.slice(Math.max(1, keep)).filter((path) => path !== spared))
})

/** Removes checkpoints: under another name first, so that no half of one is ever found. */
const removed = Effect.fnUntraced(function* (paths: ReadonlyArray<string>) {
  const fs = yield* FileSystem.FileSystem
  for (const path of paths) {
    const gone = `${path}.removed`
    yield* Effect.ignore(Effect.andThen(fs.rename(path, gone), fs.remove(gone, { recursive: true })))
  }
})

/**
 * The newest whole checkpoint of a run, if there is one, and those that are newer but not whole.
 * @stability unstable
 * @since 0.1.0
 */
export const latestCheckpoint = Effect.fnUntraced(function* (run: string) {
  const broken: Array<CheckpointError> = []
  for (const path of yield* named(run)) {
    const found = yield* Effect.result(readCheckpoint(path))
    if (found._tag === "Success") return { path, checkpoint: found.success as Checkpoint | undefined, broken }
    broken.push(found.failure)
  }
  return { path: undefined, checkpoint: undefined, broken }
})

/**
 * The newest whole checkpoint of at most so many updates; the oldest whole one where none is so old.
 * @stability unstable
 * @since 0.1.0
 */
export const checkpointBefore = Effect.fnUntraced(function* (run: string, updates: number) {
  const { basename } = yield* Path.Path
  const paths = yield* named(run)
  const old = paths.filter((path) => Number(basename(path)) <= updates)
  const younger = paths.filter((path) => !old.includes(path)).toReversed()
  for (const path of [...old, ...younger]) {
    const found = yield* Effect.option(readCheckpoint(path))
    if (found._tag === "Some") return found.value as Checkpoint | undefined
  }
  return undefined
})

/**
 * Of the newest `keep` checkpoints, so that none is among them that is kept for its metric alone, the whole ones of at most so
 * many updates, the newest first.
 * @stability unstable
 * @since 0.1.0
 */
export const checkpointsUntil = Effect.fnUntraced(
  function* (run: string, { updates, keep }: { readonly updates: number; readonly keep: number }) {
    const { basename } = yield* Path.Path
    const paths = (yield* named(run)).slice(0, keep).filter((path) => Number(basename(path)) <= updates)
    const found = yield* Effect.forEach(paths, (path) => Effect.option(readCheckpoint(path)))
    return found.flatMap((one): ReadonlyArray<Checkpoint> => one._tag === "Some" ? [one.value] : [])
  },
)

/**
 * The path of the newest checkpoint, unread.
 * @stability unstable
 * @since 0.1.0
 */
export const newestCheckpoint = (run: string) => Effect.map(named(run), (paths): string | undefined => paths[0])

/**
 * Removes the checkpoints after a step: those of a run that goes on from there, since it makes them again.
 * @stability unstable
 * @since 0.1.0
 */
export const removeAfter = Effect.fnUntraced(function* (run: string, step: number) {
  const { basename } = yield* Path.Path
  yield* removed((yield* named(run)).filter((path) => Number(basename(path)) > step))
})

/**
 * Removes what a killed process left half-written in a run's folder, and gives a model that was about to be replaced its name
 * back.
 * @stability unstable
 * @since 0.1.0
 */
export const recovered = Effect.fnUntraced(function* (run: string) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const failed = Effect.mapError((error: Error) =>
    new CheckpointError({ path: run, action: "read", reason: reasonOf(error) })
  )
  const remove = (path: string) => fs.remove(path, { recursive: true, force: true })
  for (const inside of [run, join(run, folder), join(run, "samples"), join(run, "held_out")]) {
    for (const name of yield* Effect.orElseSucceed(fs.readDirectory(inside), () => [])) {
      const path = join(inside, name)
      if (name.endsWith(".removed") || (yield* isLeft(name))) yield* failed(remove(path))
      if (!name.endsWith(".old")) continue
      const target = path.slice(0, -".old".length)
      yield* failed(
        fs.exists(target).pipe(
          Effect.flatMap((there) => there ? remove(path) : fs.rename(path, target)),
        ),
      )
    }
  }
})
