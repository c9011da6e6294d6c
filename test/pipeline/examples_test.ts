// The examples do what they say.
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import * as Policy from "@rlif/core/policy"
import { check } from "@rlif/trainer/equivalence"
import { Fleet } from "@rlif/trainer/fleet/fleet"
import { kebab } from "@rlif/trainer/settings/kebab.ts"
import { tables } from "@rlif/trainer/testing/tables.ts"
import { Effect, Layer, Schedule, Stream } from "effect"
import { HttpClient } from "effect/http"
import { spawn } from "node:child_process"
import { createServer } from "node:net"
import { expect, it } from "vitest"
import { asked } from "@rlif/trainer/watch/testing/served.ts"
import { claims } from "../../examples/custom_equivalence.ts"
import * as pipeline from "../../examples/custom_pipeline.ts"
import * as reward from "../../examples/custom_reward.ts"
import * as own from "../../examples/custom_signal.ts"
import * as recipe from "../../examples/recipe.ts"
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

it("recipe.ts judges wordings by each other and by a teacher that follows, in two updates a batch", async () => {
  const { all, versions } = await Effect.gen(function* () {
    const all = yield* Stream.take(recipe.steps, 4).pipe(Stream.runCollect)
    const [own, teacher] = [yield* Policy.Policy, yield* Policy.Teacher]
    return { all, versions: [yield* own.version, yield* teacher.version] }
  }).pipe(Effect.provide(recipe.model), Effect.runPromise)
  expect(all.map(({ metrics }) => metrics["sampling/lag"])).toEqual([0, 1, 0, 1])
  for (const { batch, metrics } of all) {
    expect(batch.map(({ group }) => group.problem.id.includes("#"))).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((i) => i % 2 === 1),
    )
    expect(metrics["rewards/cross_vote/mean"]).toBeGreaterThan(0)
    expect(metrics["rewards/teacher_vote/mean"]).toBeGreaterThan(0)
    expect(metrics["sampling/filter_weight"]).toBeLessThan(1)
    expect(metrics.grad_norm).toBeGreaterThan(0)
  }
  // It has seen as many updates, and is another.
  expect(versions.map(({ updates }) => updates)).toEqual([4, 4])
  expect(versions[0].fingerprint).not.toBe(versions[1].fingerprint)
}, 60_000)

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

it("embedding.ts streams its metrics, serves the live page of its run, and ends by a signal with clients connected", async () => {
  const port = await new Promise<number>((done) => {
    const server = createServer().listen(0, "localhost", () => {
      const { port } = server.address() as { readonly port: number }
      server.close(() => done(port))
    })
  })
  const child = spawn(process.execPath, ["examples/embedding.ts"], { env: { ...process.env, PORT: String(port) } })
  const ended = new Promise<number | null>((done) => child.on("exit", done))
  try {
    const url = `http://localhost:${port}`
    await expect.poll(() => asked(`${url}/training`).then(({ status }) => status, () => 0), { timeout: 50_000 }).toBe(
      200,
    )
    const metrics = await asked(`${url}/metrics`)
    await metrics.hear(/"step":2,"metrics":{"reward":/)
    const page = await asked(`${url}/run`)
    await page.over
    const from = /data-at="\/run" data-from="([^"]+)"/.exec(page.heard())![1]
    const visitors = await Promise.all([1, 2, 3].map(() => asked(`${url}/run/events?from=${from}`)))
    for (const { hear } of visitors) await hear(/event: state\ndata: {"state":"running"/)
    const given = { origin: url, "content-type": "application/json" }
    const { status } = await asked(`${url}/run/ask`, { method: "POST", headers: given, body: '{"ask":"pause"}' })
    expect(status).toBe(202)
    await visitors[0].hear(/"state":"paused"/)
    child.kill("SIGTERM")
    // Were clients waited for, this would take the server's twenty seconds.
    const late = new Promise<string>((done) => setTimeout(done, 10_000, "still there"))
    expect(await Promise.race([ended, late])).toBe(130)
    await Promise.all([metrics, ...visitors].map(({ over }) => over))
  } finally {
    child.kill("SIGKILL")
  }
})

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
