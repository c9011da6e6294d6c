// Steps of a policy in this thread, under V8's sampling profiler.
import * as NodeServices from "@effect/platform-node/NodeServices"
import { initialize } from "@rlif/core/model/initialize"
import * as Policy from "@rlif/core/policy"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Tokenizer } from "@rlif/core/text"
import { Effect, Layer, Stream } from "effect"
import { type Profiler, Session } from "node:inspector/promises"
import { configOf, microBatches, type Preset } from "../step/preset.ts"
import { codecOf, problemsOf } from "../step/problems.ts"
import { steps } from "../step/steps.ts"

/** Profiles as many steps, after one in which programs are compiled. */
export const profiled = Effect.fnUntraced(function* (preset: Preset, count: number) {
  const session = yield* Effect.acquireRelease(
    Effect.sync(() => {
      const session = new Session()
      session.connect()
      return session
    }),
    (session) => Effect.sync(() => session.disconnect()),
  )
  const config = configOf(preset)
  const layers = Layer.merge(
    Policy.layerParameters({ config, parameters: initialize(config, 1) }),
    Layer.succeed(Tokenizer, codecOf(preset)),
  ).pipe(Layer.provide([Cpu.layer, NodeServices.layer]))
  const start = Effect.promise(async () => {
    await session.post("Profiler.enable")
    await session.post("Profiler.setSamplingInterval", { interval: microseconds })
    await session.post("Profiler.start")
  })
  yield* Stream.range(0, count).pipe(
    Stream.tap((step) => step === 1 ? start : Effect.void),
    Stream.map((step) => problemsOf(preset, step)),
    steps(preset, microBatches.command),
    Stream.runDrain,
    Effect.provide(layers),
  )
  const { profile } = yield* Effect.promise(() => session.post("Profiler.stop"))
  return profile satisfies Profiler.Profile
}, Effect.scoped)

const microseconds = 500
