import type { Answering } from "@rlif/core/wire/answering"
import * as Effect from "effect/Effect"
import type { FleetGone, FleetUnreachable } from "./fleet_error.ts"
import type { Talking } from "./talking.ts"

/** A piece, and its task if it has come already. */
export interface Ordered {
  readonly piece: number
  readonly task?: Uint8Array
}

/** Computes a piece, and says what became of it: its tokens, where it was computed. `leave` comes before the answer goes out. */
export const computing = (made: Answering, said: Talking) => {
  const failed = (piece: number) => Effect.as(said.failed(piece), undefined as number | undefined)
  return ({ piece, task }: Ordered, leave: Effect.Effect<void, FleetGone | FleetUnreachable> = Effect.void) =>
    (task === undefined ? said.task(piece) : Effect.succeed(task)).pipe(
      Effect.flatMap((task) =>
        made.answer(task, said, ({ bytes, tokens }) =>
          Effect.andThen(leave, said.deliver(piece, bytes)).pipe(
            Effect.flatMap((whole) => whole ? Effect.succeed(tokens) : failed(piece)),
          ))
      ),
      Effect.catchTags({
        // A piece that is no longer asked for, or whose weights have changed since.
        "@rlif/trainer/FleetGone": (error) => error.what === "worker" ? Effect.fail(error) : failed(piece),
        "@rlif/core/PolicyError": () => failed(piece),
        "@rlif/core/WireError": () => failed(piece),
      }),
    )
}
