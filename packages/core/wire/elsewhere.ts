import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { PolicyError } from "../runtime/policy_error.ts"
import type { Provider } from "../runtime/runtime.ts"
import type { Answer } from "./answer.ts"
import type { WireError } from "./wire_error.ts"

/**
 * A piece that asks for somebody.
 * @stability unstable
 * @since 0.1.0
 */
export interface CrewPiece {
  /** The task as bytes. */
  readonly task: () => Uint8Array
  /** What somebody says that it came to. Fails where that cannot be. */
  readonly read: (answer: Uint8Array) => Effect.Effect<Answer, WireError>
  /** More bytes than a right answer may have. */
  readonly most: number
  /** Computes it in this process. */
  readonly here: Effect.Effect<Answer, PolicyError>
}

/**
 * What those who compute pieces ask for, as bytes. They begin with `config` and the weights since -1.
 * @stability unstable
 * @since 0.1.0
 */
export interface CrewModel {
  /** How many pieces this process computes at once. */
  readonly here: number
  readonly provider: Provider
  readonly config: () => Uint8Array
  /** The weights that have changed since a version, but for those whose fingerprints are known. */
  readonly weights: (since: number, known?: ReadonlyArray<string>) => Uint8Array
  /** What differs in the earlier weights by which some pieces are computed; undefined where there are none. */
  readonly past: () => Uint8Array | undefined
  /** A learner by its number; undefined where it is forgotten. */
  readonly learner: (id: number) => Uint8Array | undefined
}

/**
 * Those who compute pieces elsewhere.
 * @stability unstable
 * @since 0.1.0
 */
export interface Crew {
  /** How many pieces may ask at once. */
  readonly atOnce: number
  readonly ask: (asked: CrewPiece) => Effect.Effect<Answer, PolicyError>
}

/**
 * Finds those who compute, for as long as the scope is open.
 * @stability unstable
 * @since 0.1.0
 */
export type Hire = (shared: CrewModel) => Effect.Effect<Crew, PolicyError, Scope.Scope>

/**
 * Who computes a policy's pieces beside this process. Default: nobody.
 * @stability unstable
 * @since 0.1.0
 */
export const Elsewhere: Context.Reference<Hire | undefined> = Context.Reference<Hire | undefined>(
  "@rlif/core/wire/Elsewhere",
  { defaultValue: () => undefined },
)
