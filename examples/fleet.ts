// The README's pipeline on workers: the layer of the policy stands on a fleet, and nothing else changes. Here two workers of this
// very process join; on other machines a worker is `work({ host, port, token })`, or `rlif worker` where a database is.
// Run it: node examples/fleet.ts
import * as NodeServices from "@effect/platform-node/NodeServices"
import { trainingProblems } from "@rlif/core/data/arithmetic"
import * as Policy from "@rlif/core/policy"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Tokenizer } from "@rlif/core/text"
import { weighted } from "@rlif/rewards/combine"
import { repetition } from "@rlif/rewards/repetition"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { Fleet, layerFleet } from "@rlif/trainer/fleet/fleet"
import { work } from "@rlif/trainer/fleet/worker"
import { pipeline } from "@rlif/trainer/pipeline"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import { Console, Effect, Layer, Stream } from "effect"

const reward = weighted([[selfCertainty(), 1], [repetition(), -0.1]])
const base = shippedFolder("base")
const model = Layer.merge(Policy.layerFolder(base), Tokenizer.layerFolder(base))

/** Three updates, whoever computes them. */
export const steps = trainingProblems(7).pipe(
  pipeline({ reward, steps: 3, seed: 7, problems: 16, maxTokens: 64, learningRate: 3e-4 }),
)

/** What the pipeline runs on: this process alone. */
export const alone = Layer.provide(model, [Cpu.layer, NodeServices.layer])

/** What it runs on instead: this process, and whoever joins. */
export const onWorkers = Layer.provideMerge(model, layerFleet()).pipe(Layer.provide([Cpu.layer, NodeServices.layer]))

/** Two workers, until the scope closes. */
export const workers = Effect.gen(function* () {
  const port = yield* (yield* Fleet).port
  for (const name of ["one", "two"]) {
    yield* Effect.forkScoped(Effect.provide(work({ host: "127.0.0.1", port, name }), Cpu.layerWith({ threads: 1 })))
  }
})

if (import.meta.main) {
  await workers.pipe(
    Effect.andThen(Stream.runForEach(steps, ({ step, metrics }) => Console.log(step, metrics.reward, metrics.entropy))),
    Effect.andThen(Effect.flatMap(Fleet, ({ members }) => members)),
    Effect.tap((all) => Console.log(all.map(({ name, computed }) => `${name} computed ${computed} pieces`).join(", "))),
    Effect.scoped,
    Effect.provide(onWorkers),
    Effect.runPromise,
  )
}
