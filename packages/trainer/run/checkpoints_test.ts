// Which checkpoints stay; that a run goes on from them is in cli/resume_test.ts.
import type { TrainingState } from "@rlif/core/learn/training"
import { value } from "@rlif/core/graph/value"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, FileSystem, Stream } from "effect"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { newFolder } from "../testing/invoke.ts"
import { step } from "../testing/steps.ts"
import { checkpoints, keeperOf } from "./checkpoints.ts"
import { thisMachine } from "./machine.ts"
import type { MetricsLine } from "./metrics_file.ts"

/** The checkpoints that are left of a run whose steps have these accuracies, undefined where none is measured. */
const left = async (
  accuracies: ReadonlyArray<number | undefined>,
  { keep, every = 1, batch = 1, before = [], weight = 1 }: {
    readonly keep: number
    readonly every?: number
    readonly batch?: number
    /** What steps before measured. */
    readonly before?: ReadonlyArray<MetricsLine>
    readonly weight?: number
  },
) => {
  const run = newFolder()
  const first = before.length
  let updates = first
  const tensors = { "weight.w": value("float32", [1], Float32Array.of(weight)) }
  const state = Effect.sync((): TrainingState => ({ updates, steps: updates, tensors, constants: "", reference: "" }))
  const save = (path: string) => Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeDirectory(path))
  const made = thisMachine({ provider: "cpu", threads: 1 })
  const steps = Stream.fromIterable(accuracies).pipe(
    Stream.map((accuracy, i) => step(first + i + 1, accuracy === undefined ? {} : { "eval/accuracy": accuracy })),
    Stream.tap(() => Effect.sync(() => void updates++)),
    Stream.rechunk(1),
  )
  await keeperOf({ run, training: { state }, save, made, keep, batch, step: first, measured: before }).pipe(
    Effect.flatMap((keeper) => Stream.runDrain(checkpoints(keeper, { every })(steps))),
    Effect.provide(NodeServices.layer),
    Effect.runPromise,
  )
  return readdirSync(join(run, "checkpoints")).toSorted()
}
const names = (...steps: ReadonlyArray<number>) => steps.map((at) => String(at).padStart(6, "0"))

it.each([
  ["the newest, where nothing is measured", [undefined, undefined, undefined, undefined], 2, [3, 4]],
  ["the best beside the newest", [0.1, 0.9, 0.2, 0.3, 0.4], 2, [2, 4, 5]],
  ["no third where the best is among the newest", [0.1, 0.2, 0.3, 0.4], 2, [3, 4]],
  ["the newest of equals", [0.5, 0.5, 0.1, 0.1], 1, [2, 4]],
  ["one at least", [0.1, 0.2], 0, [2]],
])("keeps %s", async (_, accuracies, keep, kept) => expect(await left(accuracies, { keep })).toEqual(names(...kept)))

it("knows what is best of steps with a checkpoint alone, and what was measured before", async () => {
  // Steps 2 and 4 have one; the last step always has.
  expect(await left([0.9, 0.3, 0.8, 0.2, 0.1], { keep: 1, every: 2 })).toEqual(names(2, 5))
  const before = [{ step: 1, metrics: { "eval/accuracy": 1 } }]
  expect(await left([0.3, 0.2], { keep: 1, before })).toEqual(names(2, 3))
})

it("has none within a batch of several updates, not even where the run ends", async () => {
  const none = Array.from({ length: 7 }, () => undefined)
  expect(await left(none, { keep: 9, every: 1, batch: 3 })).toEqual(names(3, 6))
})

it("keeps a state that is not finite under a name of its own", async () =>
  expect(await left([0.1], { keep: 2, weight: NaN })).toEqual(["000001.nonfinite"]))
