// Run as a process by `policy/worker_test.ts`, which makes the policy's thread die of the call `version`, or at its start.
// Prints how the calls ended that waited for an answer, and one made after; or how the start ended.
import { Effect } from "effect"
import { config, weights } from "./tiny_model.ts"
import { tokenSource } from "./tiny_policy.ts"
import { Policy } from "../policy/policy.ts"
import { layerWorker } from "../policy/worker.ts"

const died = Effect.gen(function* () {
  const policy = yield* Policy
  const seeds = [Array.from({ length: 64 }, (_, i) => i)]
  const request = { prompts: [tokenSource(1)(4)], seeds, signals: [], maxTokens: 60, temperature: 1 }
  const waiting = [Effect.forever(policy.sample(request)), policy.version].map((call) => Effect.flip(call))
  return [...yield* Effect.all(waiting, { concurrency: 2 }), yield* Effect.flip(policy.version)]
})

const errors = await died.pipe(
  Effect.provide(layerWorker({ parameters: { config, parameters: weights } })),
  Effect.catch((error) => Effect.succeed([error])),
  Effect.runPromise,
)
console.log(JSON.stringify(errors))
