// `rlif worker`: computes for the runs of other processes, until it is stopped.
import { LaneThreads } from "@rlif/core/lane/lane-threads"
import * as Chosen from "@rlif/core/runtime/providers/chosen"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { computing } from "../settings/computing.ts"
import { type Of, text } from "../settings/setting.ts"
import { certificates, database, ownModel } from "../settings/workers.ts"
import { command } from "./_command.ts"
import { withQueue } from "./_queue.ts"
import { databaseOf } from "./inputs/database.ts"
import { tlsOf } from "./inputs/certificates.ts"
import { weightsOf } from "./inputs/own_weights.ts"

/** All that `rlif worker` can be told. */
export const workerSettings = {
  join: { ...database("database that runs offer their pieces in"), required: true },
  name: text("", "what others call it; none: its machine and process"),
  model: ownModel,
  tls: certificates,
  ...computing,
}

/** The command. */
export const worker = command("worker", {
  about: "Compute for the runs of other machines, until stopped: rlif train --workers",
  settings: workerSettings,
  run: Effect.fnUntraced(function* ({ join, name, model, tls, provider, threads }: Of<typeof workerSettings>) {
    const { ownName, workFromQueue } = yield* withQueue(() => import("../fleet/queue_worker.ts"))
    const named = name || ownName()
    const options = { url: yield* databaseOf(join), name: named, ...yield* tlsOf(tls), ...yield* weightsOf(model) }
    yield* Console.log(`${named} waits for pieces`)
    return yield* workFromQueue(options).pipe(
      Effect.provide(Chosen.layer({ provider, threads })),
      Effect.provideService(LaneThreads, threads),
    )
  }),
})
