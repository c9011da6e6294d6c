// Our completions: `_ours_completions.ts FOLDER THREADS`. A line asks for some, as JSON.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { peakMemory } from "@rlif/core/memory"
import * as Policy from "@rlif/core/policy"
import { Effect, Schema, Stream } from "effect"
import { parametersOf } from "../step/preset.ts"
import { between, now, requests, say } from "./_speaking.ts"
import { ours } from "./_versions.ts"
import { CompletionRequest, promptsOf } from "./completion_request.ts"

const [folder, threads] = process.argv.slice(2)

const program = Effect.gen(function* () {
  const { config, sample } = yield* Policy.Policy
  yield* say({ kind: "ready", about: ours(), parameters: parametersOf(config) })
  yield* Stream.runForEach(requests, (line) =>
    Effect.gen(function* () {
      const request = yield* Schema.decodeEffect(Schema.fromJsonString(CompletionRequest))(line)
      const { newTokens, temperature } = request
      const prompts = promptsOf(request, config.vocab)
      const start = now()
      const groups = yield* sample({
        prompts,
        seeds: prompts.map((_, i) => [i]),
        signals: [],
        maxTokens: newTokens,
        temperature,
        endTokens: [],
      })
      const times = { completions: between(start, now()) }
      const said = groups.flat().flatMap(({ tokens }) => Array.from(tokens))
      yield* say({ times, tokens: said.length, said, peak: peakMemory() })
    }))
})

program.pipe(
  Effect.provide(Policy.layerWorker({ folder, threads: Number(threads) })),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain,
)
