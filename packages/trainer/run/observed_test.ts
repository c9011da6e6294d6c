import { Effect, Metric, Stream } from "effect"
import { expect, it } from "vitest"
import { step, weighted } from "../testing/steps.ts"
import { observed, secondsHistogram, stepGauge, stepsCounter, tokensCounter } from "./observed.ts"

/** Runs with a registry of its own: that of the process has what other tests left. */
const alone = <A, E>(body: Effect.Effect<A, E>) =>
  body.pipe(Effect.provideService(Metric.MetricRegistry, new Map()), Effect.runPromise)

const steps = Stream.make(
  step(1, { reward: 0.5, "rewards/exact_answer/mean": 1, step_time: 0.3 }),
  step(2, { reward: 0.25, "rewards/exact_answer/mean": NaN, step_time: 30 }),
)
const tokens = weighted.reduce(
  (sum, { group }) => sum + group.rollouts.reduce((sum, { tokens }) => sum + group.prompt.length + tokens.length, 0),
  0,
)

it("sets a gauge for each number of a step, counts steps and tokens, and hands every step on as it is", () =>
  alone(Effect.gen(function* () {
    expect(yield* Stream.runCollect(observed(steps))).toEqual(yield* Stream.runCollect(steps))
    expect(yield* Metric.value(stepGauge("reward"))).toMatchObject({ value: 0.25 })
    expect(yield* Metric.value(stepGauge("rewards/exact_answer/mean"))).toMatchObject({ value: NaN })
    expect(yield* Metric.value(stepsCounter)).toMatchObject({ count: 2 })
    expect(yield* Metric.value(tokensCounter)).toMatchObject({ count: 2 * tokens })
    const { count, sum, min, max } = yield* Metric.value(secondsHistogram)
    expect([count, sum, min, max]).toEqual([2, 30.3, 0.3, 30])
    expect((yield* Metric.snapshot).map(({ id }) => id).sort()).toEqual([
      "rlif_train_reward",
      "rlif_train_rewards_exact_answer_mean",
      "rlif_train_step_seconds",
      "rlif_train_step_time",
      "rlif_train_steps",
      "rlif_train_tokens",
    ])
  })))

it("has no seconds of steps that nobody timed, and nothing at all where the stage is left out", () =>
  alone(Effect.gen(function* () {
    yield* Stream.runDrain(steps)
    expect(yield* Metric.snapshot).toEqual([])
    yield* Stream.runDrain(observed(Stream.make(step(1, { reward: 1 }))))
    expect((yield* Metric.snapshot).map(({ id }) => id)).not.toContain("rlif_train_step_seconds")
  })))

it("carries what the host says of all its metrics", () =>
  alone(Effect.gen(function* () {
    yield* Stream.runDrain(observed(steps)).pipe(
      Effect.provideService(Metric.CurrentMetricAttributes, { run: "a" }),
    )
    for (const { attributes } of yield* Metric.snapshot) expect(attributes).toMatchObject({ run: "a" })
  })))
