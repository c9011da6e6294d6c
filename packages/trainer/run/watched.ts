import type { Training, TrainingState } from "@rlif/core/learn/training"
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Guard, Objection } from "../guard/guard.ts"
import type { Step } from "../stage/step.ts"
import { guarded } from "./guarded.ts"

/**
 * An objection, and what became of it.
 * @stability unstable
 * @since 0.1.0
 */
export interface Decided extends Objection {
  /** The update whose metrics were objected to. */
  readonly step: number
  /** The updates of the weights that the run ends with, or goes on with after a warning. */
  readonly kept: number
}

/**
 * A state and the updates of the run that made it.
 * @stability unstable
 * @since 0.1.0
 */
export interface Kept {
  readonly step: number
  readonly state: TrainingState
}

/**
 * How a run is watched, and what a guard may do to it.
 * @stability unstable
 * @since 0.1.0
 */
export interface WatchOptions<G, E1, R1, E2, R2> {
  readonly guard: Guard<G>
  /** The guard's state after the steps before. Default: that at its start. */
  readonly state?: G
  readonly training: Pick<Training, "state" | "restore">
  /** Updates of the run before the first step. Default 0. */
  readonly step?: number
  /** What a rollback returns to: a state that is kept, of at most so many updates where there is one. */
  readonly older: (updates: number) => Effect.Effect<Kept | undefined, E1, R1>
  /** Told of each decision once it is carried out. */
  readonly decided: (decided: Decided) => Effect.Effect<void, E2, R2>
}

/**
 * The stage Step -> Step that lets a guard end a run. Metrics of update n tell of the weights before that update, which sampled
 * its batch, so a stop takes update n back: the policy has the weights of update n - 1 again, which are held for that, and
 * neither step n nor any other comes out. A rollback returns to `older` weights; to those of a stop where there are none. Belongs
 * after the stage that records, and before those that save.
 *
 * @example
 * ```ts
 * import { clock } from "@rlif/trainer/guard"
 * import { watched } from "@rlif/trainer/run/watched"
 * import { Effect, Stream } from "effect"
 *
 * // A training of which nothing but its updates is known, as `prepare` of `@rlif/trainer/stage/update` gives one.
 * let updates = 0
 * const training = {
 *   state: Effect.sync(() => ({ updates, steps: updates, tensors: {}, constants: "", reference: "" })),
 *   restore: (state: { readonly updates: number }) => Effect.sync(() => void (updates = state.updates)),
 * }
 * const steps = Stream.range(1, 9).pipe(Stream.map((step) => (updates = step, { step, metrics: { reward: step }, batch: [] })))
 * const guard = clock({ updates: 3 })
 * await steps.pipe(
 *   Stream.rechunk(1),
 *   watched({ guard, training, older: () => Effect.undefined, decided: ({ reason }) => Effect.log(reason) }),
 *   Stream.runCount,
 *   Effect.runPromise,
 * ) // 3
 * updates // 3
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const watched = <G, E1, R1, E2, R2>(options: WatchOptions<G, E1, R1, E2, R2>) =>
<S extends string, E, R>(
  steps: Stream.Stream<Step<S>, E, R>,
): Stream.Stream<Step<S>, E | E1 | E2 | PolicyError, R | R1 | R2> =>
  Stream.unwrap(Effect.gen(function* () {
    const { guard, training, step: before = 0, older, decided } = options
    const { warns = false } = guard
    let last: Kept | undefined = warns ? undefined : { step: before, state: yield* training.state }
    let ended = false
    const act = Effect.fnUntraced(function* (objection: Objection, { step }: Pick<Step, "step">) {
      if (objection._tag === "warn") return yield* decided({ ...objection, step, kept: step })
      ended = true
      const found = objection._tag === "rollback" ? yield* older(step - (objection.back ?? 1)) : undefined
      const to = found ?? last
      if (to === undefined) {
        return yield* Effect.die(new Error(`Cannot ${objection._tag}: the guard said that it only warns`))
      }
      yield* training.restore(to.state)
      yield* decided({ ...objection, step, kept: to.step })
    })
    return steps.pipe(
      guarded(guard, act, options.state === undefined ? {} : { state: options.state }),
      Stream.filter(() => !ended),
      Stream.tap(({ step }) =>
        warns ? Effect.void : Effect.map(training.state, (state) => void (last = { step, state }))
      ),
    )
  }))
