// A worker: it joins a coordinator, is sent what it lacks of the model, and computes pieces until the coordinator is gone; then it
// tries again. It opens no file, and speaks to nobody but the coordinator.
import type { Runtime } from "@rlif/core/runtime/runtime"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import { joined, type JoinFailure, type WorkerOptions } from "./joined.ts"

export type { WorkerOptions }

/**
 * Computes pieces for a coordinator until that is gone, by the runtime that is there, in as many threads as `LaneThreads` says.
 * Fails where the coordinator cannot be reached, or does not want the worker.
 * @stability unstable
 * @since 0.1.0
 */
export const join = Effect.fn("Fleet.join")(
  function* (options: WorkerOptions) {
    const { orders, compute, computed, lost, fail } = yield* joined(options, { told: true })
    const next = Effect.flatMap(
      Queue.take(orders),
      (ordered) => Effect.forkScoped(Effect.catch(compute(ordered, computed(ordered.piece)), fail)),
    )
    return yield* Effect.raceFirst(Effect.forever(next), lost)
  },
  Effect.scoped,
  // Who is forgotten may join again.
  Effect.catchTag("@rlif/trainer/FleetGone", () => Effect.void),
)

/**
 * Joins a coordinator again and again, until it does not want the worker or the worker is interrupted.
 * @stability unstable
 * @since 0.1.0
 */
export const work = (options: WorkerOptions): Effect.Effect<never, JoinFailure, Runtime> =>
  join(options).pipe(
    Effect.catchTag("@rlif/trainer/FleetUnreachable", ({ message }) => Effect.logDebug(message)),
    Effect.andThen(Effect.sleep("1 second")),
    Effect.forever,
  )
