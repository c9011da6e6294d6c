// The examples do what they say.
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { check } from "@rlif/trainer/equivalence"
import { Fleet } from "@rlif/trainer/fleet/fleet"
import { kebab } from "@rlif/trainer/settings/kebab.ts"
import { tables } from "@rlif/trainer/testing/tables.ts"
import { Effect, Layer, Schedule, Stream } from "effect"
import { HttpClient } from "effect/http"
import { expect, it } from "vitest"
import { claims } from "../../examples/custom_equivalence.ts"
import * as pipeline from "../../examples/custom_pipeline.ts"
import * as reward from "../../examples/custom_reward.ts"
import * as own from "../../examples/custom_signal.ts"
import { application, type Progress } from "../../examples/embedding.ts"
import * as fleet from "../../examples/fleet.ts"
import { items } from "../../examples/kubernetes.ts"

it.each(claims.map((claim, i) => [claim.name, i % 2 === 0, claim] as const))(
  "custom_equivalence.ts: %s is %s",
  async (_, holds, claim) => {
    const found = await check(claim).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)
    expect(found.held).toBe(holds)
  },
)

it("custom_pipeline.ts learns by its own reward and its own loss, at most one update behind", async () => {
  const all = await pipeline.steps.pipe(Stream.runCollect, Effect.provide(pipeline.layer), Effect.runPromise)
  const column = (name: string) => all.map(({ metrics }) => metrics[name])
  expect(all.length).toBe(10)
  expect(Math.max(...column("sampling/lag"))).toBe(1)
  expect(column("rewards/repetition/mean").every((x) => x >= 0 && x < 1)).toBe(true)
  expect(column("reward")[9]).toBeGreaterThan(column("reward")[0])
})

it("fleet.ts has the numbers of one process, and workers compute them", async () => {
  const numbers = Stream.runCollect(Stream.map(fleet.steps, ({ metrics }) => metrics))
  const alone = await Effect.runPromise(Effect.provide(numbers, fleet.alone))
  const { found, members } = await Effect.gen(function* () {
    const { members } = yield* Fleet
    yield* fleet.workers
    while ((yield* members).filter(({ present }) => present).length < 2) yield* Effect.sleep(20)
    return { found: yield* numbers, members: yield* members }
  }).pipe(Effect.scoped, Effect.provide(fleet.onWorkers), Effect.runPromise)
  expect(found).toEqual(alone)
  expect(members.reduce((sum, { computed }) => sum + computed, 0)).toBeGreaterThan(8)
})

it("kubernetes.ts starts commands by flags that there are", () => {
  const scripts = [...JSON.stringify(items).matchAll(/exec rlif (\w+) ([^;"]*)/g)]
  expect(scripts.map(([, name]) => name)).toEqual(["train", "train", "worker"])
  for (const [, name, flags] of scripts) {
    const known = Object.keys(tables[name!]!).map(kebab)
    for (const [, flag] of flags!.matchAll(/--([a-z-]+)/g)) expect(known).toContain(flag)
  }
})

it("custom_reward.ts pays for the steps that its calculator finds right", async () => {
  const asked: Array<string> = []
  const counting = Layer.effect(
    reward.Calculator,
    Effect.map(reward.Calculator, ({ holds }) => ({
      holds: (equation: string) => Effect.tap(holds(equation), () => Effect.sync(() => asked.push(equation))),
    })),
  ).pipe(Layer.provide(reward.calculator))
  const all = await Stream.take(reward.steps, 2).pipe(
    Stream.runCollect,
    Effect.provide([counting, reward.model]),
    Effect.runPromise,
  )
  expect(asked.length).toBeGreaterThan(100)
  for (const { batch, metrics } of all) {
    for (const { group, components } of batch) {
      group.rollouts.forEach(({ text }, i) => {
        const steps = [...text.matchAll(/(\d) ([-+*]) (\d) = (\d)/g)].map(([, a, op, b, c]) => {
          const value = op === "+" ? +a + +b : op === "-" ? 10 + +a - +b : +a * +b
          return Number(value % 10 === +c)
        })
        const share = steps.reduce((sum, one) => sum + one, 0) / Math.max(1, steps.length)
        expect(components.right_steps[i]).toBeCloseTo(share, 12)
      })
    }
    expect(metrics["rewards/right_steps/mean"]).toBeGreaterThan(0.5)
    expect(metrics["rewards/exact_answer/mean"]).toBeGreaterThanOrEqual(0)
  }
})

it("embedding.ts answers while it learns, and stops when it is told to", () =>
  Effect.gen(function* () {
    const client = yield* HttpClient.HttpClient
    const progress = Effect.gen(function* () {
      return (yield* (yield* client.get("/training")).json) as unknown as Progress
    })
    const moving = yield* progress.pipe(
      Effect.repeat({ until: ({ step }) => step >= 2, schedule: Schedule.spaced("20 millis") }),
    )
    expect(moving.state).toBe("running")
    expect(moving.metrics.reward).toBeGreaterThan(0)
    expect((yield* client.del("/training")).status).toBe(204)
    const stopped = yield* progress
    expect(stopped.state).toBe("cancelled")
    expect(stopped.step).toBeLessThan(1000)
    yield* Effect.sleep("300 millis")
    expect(yield* progress).toEqual(stopped)
  }).pipe(Effect.provide(application(NodeHttpServer.layerTest)), Effect.runPromise))

it("custom_signal.ts orders completions as -H does where there are two symbols, and otherwise where there are more", async () => {
  const outcomes = await Effect.forEach(own.claims, (claim) => check(claim)).pipe(
    Effect.scoped,
    Effect.provide(Cpu.layer),
    Effect.runPromise,
  )
  expect(outcomes.map(({ held }) => held)).toEqual([true, false])
})

it("custom_signal.ts trains on a signal of its own", async () => {
  const all = await Stream.take(own.steps, 2).pipe(Stream.runCollect, Effect.provide(reward.model), Effect.runPromise)
  expect(all).toHaveLength(2)
  for (const { batch, metrics } of all) {
    const values = batch.flatMap(({ group }) => group.rollouts.flatMap(({ signals }) => [...signals.agreement]))
    expect(values.length).toBeGreaterThan(30)
    expect(values.every((x) => x > 0 && x <= 1 + 1e-6)).toBe(true)
    for (const { group, rewards } of batch) {
      group.rollouts.forEach(({ signals: { agreement } }, i) =>
        expect(rewards[i]).toBeCloseTo(agreement.reduce((sum, x) => sum + x, 0) / agreement.length, 6)
      )
    }
    expect(metrics["rewards/agreement/mean"]).toBeCloseTo(metrics.reward, 9)
    expect(metrics.grad_norm).toBeGreaterThan(0)
  }
})
