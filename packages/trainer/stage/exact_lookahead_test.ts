// Sampling that runs ahead by an exact number of batches, against a loop that does one thing after another and keeps a copy of each
// version of the weights.
import * as NodeServices from "@effect/platform-node/NodeServices"
import type { TrainingState } from "@rlif/core/learn/training"
import { initialize, initializeAdapter } from "@rlif/core/model/initialize"
import { layerParameters, layerTeacher, layerWorker, Policy, Teacher } from "@rlif/core/policy"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { rollOut } from "@rlif/core/sample/roll-out"
import { sample } from "@rlif/core/sample/sample"
import { codec, Tokenizer, wordLevel } from "@rlif/core/text"
import { score } from "@rlif/rewards/score"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { Deferred, Effect, flow, Layer, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { standardized } from "../advantage/standardized.ts"
import { corrected } from "../loss/corrected.ts"
import { k3 } from "../loss/k3.ts"
import { plus } from "../loss/plus.ts"
import { reinforce } from "../loss/reinforce.ts"
import { tokenMean } from "../loss/token_mean.ts"
import { adamw } from "../optimizer/adamw.ts"
import { constant } from "../optimizer/schedule.ts"
import { advantage } from "./advantage.ts"
import { lookahead } from "./lookahead.ts"
import { minibatches } from "./minibatches.ts"
import type { Step } from "./step.ts"
import { prepare, updateBy } from "./update.ts"

const batches = 4
const parts = 2
const reward = selfCertainty()
const asked = { completions: 4, signals: reward.needs, maxTokens: 16, temperature: 1, seed: 7 }
const options = {
  // Truncated importance weights, and a penalty, so that both kinds of old weights matter.
  loss: plus(corrected(reinforce), k3),
  aggregate: tokenMean,
  optimizer: adamw(),
  schedule: constant(1e-3),
  microBatchTokens: 128,
}
const words = ["<pad>", "<end>", "<unk>", "one", "two", "three", "four", "five"]
const problems = (step = 0) =>
  Stream.range(1, 4 * batches).pipe(
    Stream.map((n) => ({ id: `${n}`, problem: n % 2 ? "one two" : "two one", gold: "" })),
    Stream.grouped(4),
    Stream.drop(step),
  )
const weighed = (step: number) => flow(score(reward, { step }), advantage(standardized(), { step }))

const config = {
  architecture: "llama",
  vocab: words.length,
  width: 16,
  inner: 32,
  layers: 2,
  heads: 4,
  keyHeads: 2,
  headWidth: 4,
  epsilon: 1e-5,
  theta: 10_000,
  tied: false,
  maxPositions: 64,
} as const
const adapted = { ...config, adapter: { rank: 2, alpha: 4, targets: ["q_proj", "up_proj"] } } as const
const base = initialize(config, 7, { deviation: 0.3 })
const models = {
  weights: { config, parameters: base },
  adapter: { config: adapted, parameters: { ...base, ...initializeAdapter(adapted, 7) } },
}
type Model = keyof typeof models

const platform = Layer.merge(Cpu.layer, NodeServices.layer)
const here = (model: Model) => Layer.provide(layerParameters({ ...models[model], endTokens: [1] }), platform)
const there = (model: Model) => layerWorker({ parameters: { ...models[model], endTokens: [1] } })
const tokenizer = Layer.succeed(Tokenizer, codec(wordLevel(words, { pad: "<pad>", end: "<end>" })))
const running = <A, E>(
  body: Effect.Effect<A, E, Policy | Teacher | Tokenizer>,
  policy: ReturnType<typeof here> | ReturnType<typeof there>,
) =>
  body.pipe(
    Effect.provide(Layer.mergeAll(policy, layerTeacher(policy), tokenizer)),
    Effect.provide(platform),
    Effect.runPromise,
  )

/** What is compared of each update: all weights, by their hash, and all metrics. */
const told = ({ step, metrics }: Pick<Step, "step" | "metrics">) =>
  Effect.gen(function* () {
    const { fingerprint } = yield* (yield* Policy).version
    return { step, metrics, fingerprint }
  })

/** One after the other; batch i is sampled by another policy, which has the weights after the updates of max(0, i - n) batches. */
const oracle = (n: number, model: Model) =>
  running(
    Effect.gen(function* () {
      const sampler = yield* Teacher
      const learned = yield* prepare(options)
      const { restore } = yield* Effect.provideService(prepare(options), Policy, sampler)
      const versions: Array<TrainingState> = [yield* learned.state]
      const found = []
      for (const [i, some] of (yield* Stream.runCollect(problems())).entries()) {
        yield* restore(versions[Math.max(0, i - n)])
        const groups = yield* Effect.provideService(rollOut(some, { ...asked, step: i }), Policy, sampler)
        const updates = Stream.make(groups).pipe(
          weighed(i),
          minibatches({ parts, epochs: 1 }),
          updateBy(learned, { ...options, step: parts * i }),
          Stream.mapEffect(told),
        )
        found.push(...yield* Stream.runCollect(updates))
        versions.push(yield* learned.state)
      }
      return found
    }).pipe(Effect.scoped),
    here(model),
  )

/** Waits before a stage takes its i-th element. */
type Waits = (i: number) => Effect.Effect<void>
const at = (waits: Waits) => <A, E, R>(all: Stream.Stream<A, E, R>) =>
  Stream.mapEffect(all, (one, i) => Effect.as(waits(i), one))

/** Stages that wait for each other: what is known of each is when it has ended. */
const timings = (n: number) => {
  const events = () => Array.from({ length: batches }, () => Deferred.makeUnsafe<void>())
  const [sampled, learned] = [events(), events()]
  const ends = (which: typeof sampled) => (i: number) => Effect.asVoid(Deferred.succeed(which[i], undefined))
  const after = (which: typeof sampled, by: number): Waits => (i) =>
    which[i + by] === undefined ? Effect.void : Deferred.await(which[i + by])
  return {
    ends: { sampled: ends(sampled), learned: ends(learned) },
    // Nothing is sampled before all batches until then have been learned from: as if nothing ran ahead.
    late: { sampling: after(learned, -1), learning: () => Effect.void },
    // Nothing is learned before all is sampled that may be.
    early: { sampling: () => Effect.void, learning: after(sampled, n) },
  }
}

/** The same by the stage. */
const exact = (n: number, timing: "free" | "late" | "early" = "free") =>
  Effect.gen(function* () {
    const learned = yield* prepare(options)
    const { ends, ...kinds } = timings(n)
    const { sampling, learning } = timing === "free"
      ? { sampling: () => Effect.void, learning: () => Effect.void }
      : kinds[timing]
    return yield* problems().pipe(
      lookahead.exact(n, { outputs: parts })(
        flow(at(sampling), sample(asked), weighed(0), at(ends.sampled)),
        flow(at(learning), minibatches({ parts, epochs: 1 }), updateBy(learned, options)),
      ),
      Stream.tap(({ step }) => step % parts === 0 ? ends.learned(step / parts - 1) : Effect.void),
      Stream.mapEffect(told),
      Stream.runCollect,
    )
  }).pipe(Effect.scoped)

describe.each<readonly [Model, number]>([["weights", 1], ["weights", 2], ["adapter", 1]])(
  "%s, %i ahead",
  (model, n) => {
    const expected = oracle(n, model)

    it.each(["free", "late", "early"] as const)("has the bits of one thing after the other: %s", async (timing) => {
      expect(await running(exact(n, timing), here(model))).toEqual(await expected)
    })

    it("has them in a thread of its own", async () => {
      expect(await running(exact(n, "early"), there(model))).toEqual(await expected)
    })

    it("has them where it goes on from a state in another process", async () => {
      const first = 2
      const half = await running(
        Effect.gen(function* () {
          const learned = yield* prepare(options)
          const steps = yield* problems().pipe(
            lookahead.exact(n, { outputs: parts })(
              flow(sample(asked), weighed(0)),
              flow(minibatches({ parts, epochs: 1 }), updateBy(learned, options)),
            ),
            Stream.take(first * parts),
            Stream.mapEffect((step) => Effect.all([told(step), learned.state])),
            Stream.runCollect,
          )
          return { found: steps.map(([found]) => found), state: steps.at(-1)![1] }
        }).pipe(Effect.scoped),
        here(model),
      )
      const rest = await running(
        Effect.gen(function* () {
          const learned = yield* prepare(options)
          yield* learned.restore(half.state)
          return yield* problems(first).pipe(
            lookahead.exact(n, { step: first * parts, outputs: parts })(
              flow(sample({ ...asked, step: first }), weighed(first)),
              flow(minibatches({ parts, epochs: 1 }), updateBy(learned, { ...options, step: first * parts })),
            ),
            Stream.mapEffect(told),
            Stream.runCollect,
          )
        }).pipe(Effect.scoped),
        here(model),
      )
      expect([...half.found, ...rest]).toEqual(await expected)
    })
  },
)

it("says how many updates a completion is behind", async () => {
  const lags = (await oracle(2, "adapter")).map(({ metrics }) => metrics["sampling/lag"])
  expect(lags).toEqual([0, 1, 2, 3, 4, 5, 4, 5])
})

it("0 ahead is strict alternation", async () => {
  expect(await running(exact(0), here("adapter"))).toEqual(await oracle(0, "adapter"))
})
