import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { ends, type Guard, type Objection as GuardObjection } from "../guard/guard.ts"
import type { Step } from "../stage/step.ts"

/**
 * A guard's decision, unless it is to continue.
 * @since 0.1.0
 */
export type Objection = GuardObjection

/**
 * The stage Step -> Step that shows every step's metrics to a guard. Each objection calls `act` with the step that caused the
 * objection; the first one that is more than a warning ends the stream after that step: no further update is made. `state` is
 * that of the guard after the steps before, if the run goes on.
 * @since 0.1.0
 */
export const guarded = <G, E1, R1>(
  guard: Guard<G>,
  act: (objection: Objection, step: Step) => Effect.Effect<void, E1, R1>,
  { state = guard.init }: { readonly state?: G } = {},
) =>
<S extends string, E, R>(steps: Stream.Stream<Step<S>, E, R>): Stream.Stream<Step<S>, E | E1, R | R1> =>
  steps.pipe(
    Stream.mapAccumEffect(() => state, (state, step) => {
      const [decision, next] = guard.check(step.metrics, state)
      const acted = decision._tag === "continue" ? Effect.void : act(decision, step)
      return Effect.as(acted, [next, [{ step, last: ends(decision) }]] as const)
    }),
    Stream.takeUntil(({ last }) => last),
    Stream.map(({ step }) => step),
  )
