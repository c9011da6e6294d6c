import * as Stream from "effect/Stream"
import type { Metrics, Step } from "../stage/step.ts"

/**
 * The stage Step -> Step that counts for how many updates in a row, up to the present one, no group had rewards that differ:
 * the metric `reward_zero_std_streak`. Such updates prefer no completion to another. Reads `frac_reward_zero_std` of
 * `batchMetrics`; `before` are the last metrics of a run that goes on.
 * @since 0.1.0
 */
export const rewardStreak = (before: Metrics = {}) =>
<S extends string, E, R>(
  steps: Stream.Stream<Step<S>, E, R>,
): Stream.Stream<Step<S>, E, R> =>
  Stream.mapAccum(steps, () => before[name] ?? 0, (sofar, step) => {
    const streak = step.metrics["frac_reward_zero_std"] === 1 ? sofar + 1 : 0
    return [streak, [{ ...step, metrics: { ...step.metrics, [name]: streak } }]]
  })

const name = "reward_zero_std_streak"
