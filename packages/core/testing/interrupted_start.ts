// Run as a process by `policy/worker_test.ts`: leaves while its policy's thread and two lanes start, earlier and later.
import { Effect } from "effect"
import { sharedModel } from "./tiny_model.ts"
import { Policy } from "../policy/policy.ts"
import { policyThread } from "../policy/thread.ts"
import { layerWorker } from "../policy/worker.ts"

const { config, weights: parameters } = sharedModel()

await policyThread.pipe(Effect.scoped, Effect.runPromise)
for (const wait of [0, 100, 300, 500]) {
  await Policy.pipe(
    Effect.flatMap(({ sample }) =>
      sample({ prompts: [Int32Array.of(1)], seeds: [[1]], signals: [], maxTokens: 60, temperature: 1 })
    ),
    Effect.provide(layerWorker({ parameters: { config, parameters }, threads: 2 })),
    Effect.timeoutOption(wait),
    Effect.runPromise,
  )
}
console.log("closed")
