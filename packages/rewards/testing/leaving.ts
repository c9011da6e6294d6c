// Run as a process by `answer/math/engine/worker_test.ts`: leaves while the engine's thread is at work on a claim without end.
import { Effect } from "effect"
import { Engine } from "../answer/math/engine/engine.ts"
import { layerWorker } from "../answer/math/engine/worker.ts"

const busy = Effect.gen(function* () {
  const { decide } = yield* Engine
  const said = yield* decide({ same: ["x+1", "1+x"] })
  const sums = Array.from({ length: 20_000 }, (_, i) => String.raw`\sum_{k=1}^{900} \frac{${i + 1}}{k^2}`)
  const endless = { all: sums.map((sum) => ({ same: [sum, `0+${sum}`] as const })) }
  yield* Effect.forkChild(decide(endless), { startImmediately: true })
  yield* Effect.sleep(50)
  return said
})

const said = await busy.pipe(
  Effect.provide(layerWorker({ limit: "10 minutes" })),
  Effect.catch((error) => Effect.succeed(error.message)),
  Effect.runPromise,
)
console.log(said, "closed")
