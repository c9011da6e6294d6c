import type { Answering } from "@rlif/core/wire/answering"
import * as Effect from "effect/Effect"
import type { Talking } from "./talking.ts"

/** Computes a piece, and says what became of it. */
export const computing = (made: Answering, said: Talking) => (piece: number) =>
  said.task(piece).pipe(
    Effect.flatMap((task) => made.answer(task, said)),
    Effect.flatMap((answer) => said.deliver(piece, answer)),
    Effect.catchTags({
      // A piece that is no longer asked for, or whose weights have changed since.
      "@rlif/trainer/FleetGone": (error) => error.what === "worker" ? Effect.fail(error) : said.failed(piece),
      "@rlif/core/PolicyError": () => said.failed(piece),
      "@rlif/core/WireError": () => said.failed(piece),
    }),
  )
