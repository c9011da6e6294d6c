import * as Stream from "effect/Stream"
import type { Metrics, Step } from "../stage/step.ts"

/**
 * The stage Step -> Step that adds metrics up over the run, as TRL does for `num_tokens`, from the sums of a run that goes on.
 * @since 0.1.0
 */
export const totals = (names: ReadonlyArray<string> = ["num_tokens"], before: Metrics = {}) =>
<S extends string, E, R>(
  steps: Stream.Stream<Step<S>, E, R>,
): Stream.Stream<Step<S>, E, R> =>
  Stream.mapAccum(steps, () => names.map((name) => before[name] ?? 0), (sofar: ReadonlyArray<number>, step) => {
    const sums = names.map((name, k) => sofar[k] + (step.metrics[name] ?? 0))
    const metrics = { ...step.metrics, ...Object.fromEntries(names.map((name, k) => [name, sums[k]])) }
    return [sums, [{ ...step, metrics }]]
  })
