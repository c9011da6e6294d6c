// Run as a process by `lane/workers_test.ts`, which makes the thread of one of two lanes die. Prints how the calls ended that
// had the lane compute, and one made after.
import { Effect } from "effect"
import { sharedModel } from "./tiny_model.ts"
import { smallLearner, tokenSource, trainingGroups } from "./tiny_policy.ts"
import { Policy } from "../policy/policy.ts"
import { layerWorker } from "../policy/worker.ts"

const { config, weights } = sharedModel()

const died = Effect.gen(function* () {
  const policy = yield* Policy
  const seeds = [Array.from({ length: 64 }, (_, i) => i)]
  const request = { prompts: [tokenSource(1)(4)], seeds, signals: [], maxTokens: 20, temperature: 1 }
  const batch = { groups: trainingGroups(7), learningRate: 0.01 }
  const learned = Effect.flatMap(
    policy.learn(smallLearner({ microBatchTokens: 64 }, config)),
    ({ update }) => Effect.forever(update(batch)),
  )
  const waiting = [Effect.forever(policy.sample(request)), learned].map((call) => Effect.flip(call))
  return [...yield* Effect.all(waiting, { concurrency: 2 }), yield* Effect.flip(policy.sample(request))]
}).pipe(Effect.scoped)

const errors = await died.pipe(
  Effect.provide(layerWorker({ parameters: { config, parameters: weights }, threads: 2 })),
  Effect.runPromise,
)
console.log(JSON.stringify(errors))
