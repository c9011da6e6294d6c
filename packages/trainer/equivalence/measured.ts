import type { CompileError, RuntimeError } from "@rlif/core/runtime/runtime-error"
import type { Runtime } from "@rlif/core/runtime/runtime"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/**
 * How a program of the library's own may fail.
 * @stability unstable
 * @since 0.1.0
 */
export type ProgramError = CompileError | RuntimeError

/**
 * Prepares once, compiling if need be, and then gives the numbers of each case.
 * @stability unstable
 * @since 0.1.0
 */
export type Measured<A, E = ProgramError, N = ArrayLike<number>> = Effect.Effect<
  (instance: A) => Effect.Effect<N, E>,
  E,
  Runtime | Scope.Scope
>
