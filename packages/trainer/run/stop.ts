// Imported before any command is: the modules of effect one by one, as all of them together cost a fifth of a second.
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Scope } from "effect/Scope"

/**
 * How a loop learns that the process is asked to stop, and gets the time to stop well. By default nobody ever asks;
 * the `rlif` command asks for SIGINT, SIGTERM and SIGHUP.
 * @example
 * ```ts
 * import { Stop } from "@rlif/trainer/run/stop"
 * import { Effect, Stream } from "effect"
 *
 * // Rounds until somebody asks: the round that runs is finished, and its result is kept.
 * const rounds = Effect.gen(function* () {
 *   const { asked, listening } = yield* Stop
 *   yield* listening
 *   return yield* Stream.range(1, 3).pipe(Stream.interruptWhen(asked), Stream.runCount)
 * })
 * await rounds.pipe(Effect.scoped, Effect.runPromise) // => 3
 * ```
 * @since 0.1.0
 */
export const Stop: Context.Reference<Stopping> = Context.Reference("@rlif/trainer/Stop", {
  defaultValue: (): Stopping => ({ asked: Effect.never, listening: Effect.void }),
})

/**
 * The service behind `Stop`.
 * @since 0.1.0
 */
export interface Stopping {
  /** Waits until somebody asks, from now on or before; says by which name, such as "SIGTERM". */
  readonly asked: Effect.Effect<string>
  /**
   * While the scope is open, asking is all that a first signal does: who listens has to end. Where nobody listens it
   * interrupts the main fiber. A second signal ends the process either way.
   */
  readonly listening: Effect.Effect<void, never, Scope>
}
