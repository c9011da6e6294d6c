// How workers that have not joined yet hear of pieces. Default: they do not; those that joined are told by the coordinator.
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { Waits } from "./bag.ts"
import type { Terms } from "./terms.ts"

/** Tells others of pieces. */
export interface Dispatched {
  readonly waits: Waits
  /** Whether there is anybody who hears. */
  readonly others: () => boolean
}

/** A way to tell others. */
export interface Dispatch {
  /** What those who hear of pieces know. */
  readonly token: Redacted.Redacted
  /** Begins to tell others. */
  readonly begin: (asking: {
    /** Where they join. */
    readonly host: string
    readonly port: number
    readonly terms: Terms
    /** Whether those of other terms may join. */
    readonly mixed: boolean
    /** Has all pieces that wait told again. */
    readonly remind: () => void
  }) => Effect.Effect<Dispatched, PolicyError, Scope.Scope>
}

export const Dispatch: Context.Reference<Dispatch | undefined> = Context.Reference<Dispatch | undefined>(
  "@rlif/trainer/fleet/Dispatch",
  { defaultValue: () => undefined },
)
