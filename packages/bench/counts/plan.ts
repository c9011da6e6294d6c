// What a step runs, without running it: the second step of a preset, when all that is compiled once is there.
import { value } from "@rlif/core/graph/value"
import { architectures } from "@rlif/core/model/architectures.ts"
import * as Policy from "@rlif/core/policy"
import { Runtime } from "@rlif/core/runtime/runtime"
import { Tokenizer } from "@rlif/core/text"
import { Effect, Layer, Stream } from "effect"
import { configOf, type Preset } from "../step/preset.ts"
import { codecOf, problemsOf } from "../step/problems.ts"
import { steps, type StepsOptions } from "../step/steps.ts"
import { counting, type Notes } from "./counting.ts"
import { dry } from "./dry.ts"

/** The compilations and runs of a step on a runtime; by default on one that computes nothing. */
export const plan = Effect.fnUntraced(function* (
  preset: Preset,
  options: Pick<StepsOptions, "microBatchTokens">,
  runtime: Runtime["Service"] = dry,
) {
  const notes: Notes = { compilations: [], runs: [] }
  const config = configOf(preset)
  const parameters = Object.fromEntries(
    Object.entries(architectures[config.architecture].parameters(config)).map(([name, dims]) => [
      name,
      value("float32", dims, new Float32Array(dims.reduce((a, b) => a * b, 1))),
    ]),
  )
  const layers = Layer.merge(
    Policy.layerParameters({ config, parameters }),
    Layer.succeed(Tokenizer, codecOf(preset)),
  ).pipe(Layer.provide(Layer.succeed(Runtime, counting(runtime, notes))))
  yield* Stream.fromIterable([0, 1]).pipe(
    Stream.map((step) => problemsOf(preset, step)),
    Stream.tap(() =>
      Effect.sync(() => {
        notes.compilations.length = 0
        notes.runs.length = 0
      })
    ),
    steps(preset, options),
    Stream.runDrain,
    Effect.provide(layers),
  )
  return notes
})
