import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { layerDatabase, unreachable } from "./database.ts"
import { type Present, present } from "./presence.ts"
import type { FleetUnreachable } from "./fleet_error.ts"

/** The workers that have joined a database, and were heard of within the `lease`, in milliseconds. Default 10 000. */
export const listed = (
  { url, lease = 10_000 }: { readonly url: Redacted.Redacted; readonly lease?: number },
): Effect.Effect<ReadonlyArray<Present>, FleetUnreachable> =>
  Effect.provide(Effect.mapError(present(lease), unreachable(url)), layerDatabase({ url, lease }))
