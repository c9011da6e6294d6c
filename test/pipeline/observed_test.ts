// Two steps of training with the model in a thread, told by effect's OTLP exporter to a collector on this machine.
import { type Collected, type CollectedSpan, collector, pathOf } from "../../packages/core/testing/collector.ts"
import { Effect, Metric } from "effect"
import { expect, it } from "vitest"
import { collected, steps } from "../../examples/observed.ts"

/** Runs with a registry of metrics of its own. */
const alone = <A, E>(body: Effect.Effect<A, E>) => Effect.provideService(body, Metric.MetricRegistry, new Map())

/** Everything of a run but its times. */
const bits = (made: Effect.Success<typeof steps>) =>
  made.map(({ step, metrics, batch }) => ({ step, metrics: { ...metrics, step_time: 0 }, batch }))

const watch = Effect.gen(function* () {
  const told: Collected = yield* collector
  const made = yield* alone(Effect.provide(steps, collected(told.endpoint)))
  return { told, made }
}).pipe(Effect.scoped)

it("tells a collector of stages and policy, step by step, and changes not one bit", async () => {
  const { told, made } = await Effect.runPromise(watch)
  const spans = told.spans().toSorted((a, b) => Number(a.start - b.start))
  expect(new Set(spans.map(({ trace }) => trace)).size).toBe(1)
  expect(new Set(told.services())).toEqual(new Set(["observed"]))
  expect(spans.flatMap(({ error }) => error ?? [])).toEqual([])

  const stages = /^run( > (sample|score|advantage|update|lookahead))?( > Policy\.\w+)?$/
  const tree = spans.map((span) => pathOf(spans, span)).filter((path) => stages.test(path))
  const step = ["run > sample", "run > sample > Policy.sample", "run > score", "run > advantage"]
    .concat("run > update", "run > update > Policy.update")
  expect(tree.toSorted()).toEqual(
    ["run", "run > Policy.load", "run > Policy.learn", ...step, ...step, "run > lookahead", "run > lookahead"]
      .toSorted(),
  )
  // What the thread did stands in the time of the call.
  for (const span of spans.filter(({ name }) => name === "Policy.sample" || name === "Policy.update")) {
    const above = spans.find(({ id }) => id === span.parent)!
    expect(Number(span.start - above.start)).toBeGreaterThan(-5e6)
    expect(Number(above.end - span.end)).toBeGreaterThan(-5e6)
  }

  const of = (name: string, step: number): CollectedSpan["attributes"] =>
    spans.filter((span) => span.name === name)[step - 1].attributes
  for (const { step, batch, metrics } of made) {
    const rollouts = batch.flatMap(({ group }) => group.rollouts)
    const tokens = rollouts.reduce((sum, { tokens }) => sum + tokens.length, 0)
    const about = { "rlif.step": step, "rlif.problems": 4, "rlif.completions": 16, "rlif.tokens": tokens }
    expect(of("sample", step)).toEqual({ ...about, "rlif.version": step - 1 })
    expect(of("score", step)).toEqual({ ...about, "rlif.version": step - 1, "rlif.reward": "self_certainty" })
    expect(of("advantage", step)).toEqual({ ...about, "rlif.version": step - 1 })
    expect(of("update", step)).toEqual({
      ...about,
      "rlif.version": step,
      "rlif.learning_rate": metrics.learning_rate,
      "rlif.lag": 0,
    })
    expect(of("lookahead", step)).toEqual({ "rlif.step": step, "rlif.lookahead": 0 })
    expect(of("Policy.sample", step)).toMatchObject({ "gen_ai.usage.output_tokens": tokens, "rlif.version": step - 1 })
    expect(of("Policy.update", step)).toMatchObject({ "rlif.tokens": tokens, "rlif.version": step })
  }

  const measured = told.metrics()
  const [first, last] = made
  const gauge = (name: string) => [measured[name].kind, measured[name].point.asDouble]
  expect(gauge("rlif_train_reward")).toEqual(["gauge", last.metrics.reward])
  expect(gauge("rlif_train_entropy")).toEqual(["gauge", last.metrics.entropy])
  expect(gauge("rlif_train_loss")).toEqual(["gauge", last.metrics.loss])
  expect(gauge("rlif_train_grad_norm")).toEqual(["gauge", last.metrics.grad_norm])
  expect(gauge("rlif_train_steps")).toEqual(["sum", 2])
  expect(gauge("rlif_train_tokens")).toEqual(["sum", first.metrics.num_tokens + last.metrics.num_tokens])
  expect(measured.rlif_train_step_seconds).toMatchObject({ kind: "histogram", point: { count: 2 } })

  expect(bits(made)).toEqual(bits(await Effect.runPromise(alone(steps))))
})
