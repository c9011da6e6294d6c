// Our steps: `_ours_steps.ts FOLDER PRESET THREADS command|library`, whose micro-batches it takes; the preset is JSON. A line
// asks for a step.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { peakMemory } from "@rlif/core/memory"
import * as Policy from "@rlif/core/policy"
import { Tokenizer } from "@rlif/core/text"
import { Effect, Layer, Stream } from "effect"
import { microBatches, parametersOf, type Preset } from "../step/preset.ts"
import { problemsOf } from "../step/problems.ts"
import { steps, tokensIn } from "../step/steps.ts"
import { between, now, requests, say } from "./_speaking.ts"
import { ours } from "./_versions.ts"

const [folder, shape, threads, cut] = process.argv.slice(2)
const preset: Preset = JSON.parse(shape)
let [asked, sampled] = [now(), now()]

const program = Effect.gen(function* () {
  const { config } = yield* Policy.Policy
  yield* say({ kind: "ready", about: ours(), parameters: parametersOf(config) })
  yield* requests.pipe(
    Stream.mapAccum(() => 0, (step) => {
      const problems = problemsOf(preset, step)
      asked = now()
      return [step + 1, [problems]]
    }),
    steps(preset, {
      ...microBatches[cut as keyof typeof microBatches],
      sampled: Effect.sync(() => void (sampled = now())),
    }),
    Stream.runForEach(({ batch }) => {
      const learned = now()
      return say({
        times: { sample: between(asked, sampled), update: between(sampled, learned) },
        tokens: tokensIn(batch),
        peak: peakMemory(),
      })
    }),
  )
})

const layers = Layer.merge(
  Policy.layerWorker({ folder, threads: Number(threads) }),
  Tokenizer.layerFolder(folder),
)
program.pipe(Effect.provide(Layer.provideMerge(layers, NodeServices.layer)), NodeRuntime.runMain)
