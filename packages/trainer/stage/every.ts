import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Probe, Step } from "./step.ts"

/**
 * The stage Step -> Step that probes each `k`-th step before handing the step on; k = 0 probes none.
 * @since 0.1.0
 */
export const every = <E, R, S extends string = never>(k: number, probe: Probe<E, R, S>) => {
  const at = (step: Step<S>) =>
    step.step % k !== 0
      ? Effect.succeed(step)
      : Effect.map(probe(step), (found): Step<S> => ({ ...step, metrics: { ...step.metrics, ...found } }))
  return <E0, R0>(steps: Stream.Stream<Step<S>, E0, R0>): Stream.Stream<Step<S>, E | E0, R | R0> =>
    Stream.mapEffect(steps, at)
}
