// A run that workers compute beside this process: it leads, and its policy asks whoever joins.
import * as Policy from "@rlif/core/policy"
import { LaneThreads } from "@rlif/core/lane/lane-threads"
import * as Chosen from "@rlif/core/runtime/providers/chosen"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { randomUUID } from "node:crypto"
import { layerFleet } from "../fleet/fleet.ts"
import { layerFleetQueue } from "../fleet/queue.ts"
import { readLeader } from "../run/leader_file.ts"
import type { TrainSettings } from "../settings/train_settings.ts"
import { placeOf } from "../settings/workers.ts"
import { databaseOf } from "./inputs/database.ts"
import { tlsOf } from "./inputs/certificates.ts"

/** Takes the lead of the run that goes on, or of a new one, until the scope closes. */
export const coordinating = Effect.fnUntraced(function* (settings: TrainSettings) {
  const { workers, address, mixed, resume, provider, threads } = settings
  const tls = yield* tlsOf(settings.tls)
  const { run, epoch: after } = (resume === "" ? undefined : yield* readLeader(resume)) ??
    { run: randomUUID(), epoch: 0 }
  // What is written of the run from here on is written by its leader.
  const leading = yield* Layer.build(layerFleetQueue({ url: yield* databaseOf(workers), run, after }))
  const fleet = Layer.provide(layerFleet({ ...placeOf(address), ...tls, mixed }), Layer.succeedContext(leading))
  return {
    leading,
    policy: ({ folder, ...options }: Policy.PolicyFolder) =>
      Policy.layerFolder(folder, options).pipe(
        Layer.provide([Chosen.layer({ provider, threads }), Layer.succeed(LaneThreads)(threads), fleet]),
      ),
  }
})
