// How workers that have not joined yet hear of pieces. Default: they do not; those that joined are told by the coordinator.
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Waits } from "./bag.ts"

/** Tells others of pieces. */
export interface Dispatched {
  readonly waits: Waits
  /** Whether there is anybody who hears. */
  readonly others: () => boolean
}

/** Begins to tell others, who will join at this port. */
export type Dispatch = (address: {
  readonly host: string
  readonly port: number
}) => Effect.Effect<Dispatched, PolicyError, Scope.Scope>

export const Dispatch: Context.Reference<Dispatch | undefined> = Context.Reference<Dispatch | undefined>(
  "@rlif/trainer/fleet/Dispatch",
  { defaultValue: () => undefined },
)
