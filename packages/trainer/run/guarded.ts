import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Decision, Guard } from "../guard/guard.ts"
import type { Step } from "../stage/step.ts"

/**
 * A guard's decision, unless it is to continue.
 * @since 0.1.0
 */
export type Objection = Exclude<Decision, { readonly _tag: "continue" }>

/**
 * The stage Step -> Step that shows every step's metrics to a guard. The first objection calls `act` with the step that
 * caused the objection, and the stream ends after that step: no further update is made.
 * @since 0.1.0
 */
export const guarded = <G, E1, R1>(
  guard: Guard<G>,
  act: (objection: Objection, step: Step) => Effect.Effect<void, E1, R1>,
) =>
<S extends string, E, R>(steps: Stream.Stream<Step<S>, E, R>): Stream.Stream<Step<S>, E | E1, R | R1> =>
  steps.pipe(
    Stream.mapAccumEffect(() => guard.init, (state, step) => {
      const [decision, next] = guard.check(step.metrics, state)
      const last = decision._tag !== "continue"
      return Effect.as(last ? act(decision, step) : Effect.void, [next, [{ step, last }]] as const)
    }),
    Stream.takeUntil(({ last }) => last),
    Stream.map(({ step }) => step),
  )
