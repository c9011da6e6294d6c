// Run as a process by `policy/worker_test.ts`: leaves while its policy's thread samples and learns.
import { Effect } from "effect"
import { config, weights } from "./tiny_model.ts"
import { smallLearner, trainingGroups } from "./tiny_policy.ts"
import { Policy } from "../policy/policy.ts"
import { layerWorker } from "../policy/worker.ts"

const busy = Effect.gen(function* () {
  const policy = yield* Policy
  const { update } = yield* policy.learn(smallLearner())
  const groups = Array.from({ length: 100 }, (_, i) => trainingGroups(i)).flat()
  yield* Effect.forever(update({ groups, learningRate: 0.01 })).pipe(Effect.timeoutOption(100))
  yield* Effect.forkScoped(update({ groups, learningRate: 0.01 }))
  yield* Effect.sleep(20)
}).pipe(Effect.scoped)

await busy.pipe(Effect.provide(layerWorker({ parameters: { config, parameters: weights } })), Effect.runPromise)
console.log("closed")
