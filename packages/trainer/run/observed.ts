import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Stream from "effect/Stream"
import type { Step } from "../stage/step.ts"

/**
 * Updates of the weights in this process.
 * @stability unstable
 * @since 0.1.0
 */
export const stepsCounter = Metric.counter("rlif_train_steps", {
  description: "Updates of the weights",
  incremental: true,
})

/**
 * Tokens that updates learned from: those of completions, and those of a prompt once per completion.
 * @stability unstable
 * @since 0.1.0
 */
export const tokensCounter = Metric.counter("rlif_train_tokens", {
  description: "Prompt and completion tokens learned from",
  incremental: true,
})

/**
 * Seconds of a step, from the metric `step_time`, which the stage `timed` before `observed` adds.
 * @stability unstable
 * @since 0.1.0
 */
export const secondsHistogram = Metric.histogram("rlif_train_step_seconds", {
  description: "Seconds from one update to the next",
  boundaries: Metric.exponentialBoundaries({ start: 0.01, factor: 2, count: 20 }),
  attributes: { unit: "s" },
})

/**
 * The gauge of one of a step's numbers: `rewards/length/mean` has the gauge `rlif_train_rewards_length_mean`.
 * @stability unstable
 * @since 0.1.0
 */
export const stepGauge = (name: string) =>
  Metric.gauge(`rlif_train_${name.replaceAll(/[^A-Za-z0-9]+/g, "_")}`, { description: `${name} of the last step` })

/**
 * The stage Step -> Step that makes every step visible as Effect metrics: a gauge for each of its numbers (reward,
 * entropy, loss, grad_norm, ...), counters of steps and tokens, a histogram of seconds. The host decides where
 * metrics go, such as to a collector by OTLP; without this stage there are none.
 *
 * @example
 * ```ts
 * import { observed, stepGauge, stepsCounter } from "@rlif/trainer/run/observed"
 * import { Effect, Metric, Stream } from "effect"
 *
 * const steps = Stream.make({ step: 1, metrics: { reward: 0.5 }, batch: [] })
 * await steps.pipe(observed, Stream.runDrain, Effect.runPromise)
 * await Effect.runPromise(Metric.value(stepGauge("reward"))) // { value: 0.5 }
 * await Effect.runPromise(Metric.value(stepsCounter)) // { count: 1, incremental: true }
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const observed = <S extends string, E, R>(steps: Stream.Stream<Step<S>, E, R>): Stream.Stream<Step<S>, E, R> =>
  Stream.tap(steps, ({ metrics, batch }) =>
    Effect.all([
      Metric.update(stepsCounter, 1),
      Metric.update(tokensCounter, batch.reduce((sum, { group }) => sum + tokensOf(group), 0)),
      metrics.step_time === undefined ? Effect.void : Metric.update(secondsHistogram, metrics.step_time),
      ...Object.entries(metrics).map(([name, value]) => Metric.update(stepGauge(name), value)),
    ], { discard: true }))

const tokensOf = ({ prompt, rollouts }: Step["batch"][number]["group"]) =>
  rollouts.reduce((sum, { tokens }) => sum + prompt.length + tokens.length, 0)
