import type { Answering } from "@rlif/core/wire/answering"
import * as Effect from "effect/Effect"
import type { Talking } from "./talking.ts"

/** Computes a piece, and says what became of it: its tokens, where it was computed. */
export const computing = (made: Answering, said: Talking) => (piece: number) =>
  said.task(piece).pipe(
    Effect.flatMap((task) => made.answer(task, said)),
    Effect.flatMap(({ bytes, tokens }) => Effect.as(said.deliver(piece, bytes), tokens as number | undefined)),
    Effect.catchTags({
      // A piece that is no longer asked for, or whose weights have changed since.
      "@rlif/trainer/FleetGone": (error) =>
        error.what === "worker" ? Effect.fail(error) : Effect.as(said.failed(piece), undefined),
      "@rlif/core/PolicyError": () => Effect.as(said.failed(piece), undefined),
      "@rlif/core/WireError": () => Effect.as(said.failed(piece), undefined),
    }),
  )
