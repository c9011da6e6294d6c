// One job in a process of its own, so that several run at once: `node _job.ts CACHE JOB`, the job as JSON.
import * as Policy from "@rlif/core/policy"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Engine from "@rlif/rewards/answer/math/engine"
import { layerWith } from "@rlif/core/runtime/providers/cpu"
import { Tokenizer } from "@rlif/core/text"
import { Context, Effect, FileSystem, Layer, Path } from "effect"
import { watch } from "./guards/watch.ts"
import { type Job, resultOf, startOf } from "./job.ts"
import { part } from "./lockstep.ts"
import { madeHere } from "./made.ts"
import { attemptOf, makeModel } from "./make_model.ts"
import { folderOf } from "./models.ts"
import { tried } from "./recipes/tried.ts"
import { run } from "./run.ts"
import type { Kept, Result } from "./store.ts"

const [cache, given] = process.argv.slice(2)
const job: Job = JSON.parse(given)

/** Five significant digits are more than any of it is good for. */
const brief = (_: string, value: unknown) => typeof value === "number" ? Number(value.toPrecision(5)) : value

const keep = Effect.fnUntraced(function* (result: Result, attempt: number) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = resultOf(cache, job)
  yield* fs.makeDirectory(path.dirname(file), { recursive: true })
  const kept: Kept = { result, made: { ...madeHere(), ...attempt === 1 ? {} : { attempt } } }
  yield* fs.writeFileString(`${file}.partial`, JSON.stringify(kept, brief) + "\n")
  yield* fs.rename(`${file}.partial`, file)
})

/** Beside a policy of its start model, which stays as it is. */
const watched = Effect.fnUntraced(function* ({ cell, watching }: Extract<Job, { kind: "watch" }>, folder: string) {
  const start = yield* Layer.build(Layer.fresh(Policy.layerFolder(folder)))
  return yield* watch(cell, watching, Context.get(start, Policy.Policy))
}, Effect.scoped)

const program = Effect.gen(function* () {
  if (job.kind === "model") return yield* makeModel(cache, job.model)
  const model = startOf(job)
  const folder = folderOf(cache, model)
  const policy = Layer.merge(Policy.layerFolder(folder), Tokenizer.layerFolder(folder))
  const result: Result = job.kind === "part"
    ? yield* part({ folder, ...job })
    : job.kind === "run"
    ? yield* Effect.provide(run(job.experiment), policy)
    : job.kind === "watch"
    ? yield* Effect.provide(watched(job, folder), policy)
    : yield* tried(job.cell, job.sizes, Policy.layerFolder(folder)).pipe(
      Effect.provide([policy, Engine.layerWorker()]),
    )
  yield* keep(result, yield* attemptOf(cache, model))
})

// The runs of a report share the cores: one each.
program.pipe(
  Effect.provide(layerWith({ threads: 1 })),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain,
)
