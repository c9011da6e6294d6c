// Loads a model and perhaps samples: `node _policy.ts FOLDER load|sample WORK`, the work as JSON. Prints what it took as
// JSON.
import * as Policy from "@rlif/core/policy"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { layer } from "@rlif/core/runtime/providers/cpu"
import { Console, Context, Effect, Layer } from "effect"
import type { Work } from "./_flags.ts"
import { allSignals } from "@rlif/core/signals"

const [folder, phase, work] = process.argv.slice(2)
const { prompts, completions, promptTokens, maxTokens }: Work = JSON.parse(work)

const request = {
  prompts: Array.from(
    { length: prompts },
    (_, i) => Int32Array.from({ length: promptTokens }, (_, j) => (7 * i + 31 * j) % 256),
  ),
  seeds: Array.from({ length: prompts }, (_, i) => Array.from({ length: completions }, (_, j) => completions * i + j)),
  signals: allSignals,
  maxTokens,
  temperature: 1,
  // Nothing ends a completion early.
  endTokens: [],
}

const program = Effect.gen(function* () {
  let start = performance.now()
  const taken = (tokens: number) => ({ seconds: (performance.now() - start) / 1000, tokens })
  const { sample } = Context.get(yield* Layer.build(Policy.layerFolder(folder)), Policy.Policy)
  if (phase === "load") return taken(0)
  start = performance.now()
  const groups = yield* sample(request)
  return taken(groups.flat().reduce((sum, { tokens }) => sum + tokens.length, 0))
})

program.pipe(
  Effect.flatMap((found) => Console.log(JSON.stringify(found))),
  Effect.scoped,
  Effect.provide(Layer.merge(layer, NodeServices.layer)),
  NodeRuntime.runMain,
)
