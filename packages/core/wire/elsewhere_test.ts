import { Context, Deferred, Effect, Layer, Scope } from "effect"
import { describe, expect, it } from "vitest"
import type { Values } from "../graph/value.ts"
import { LaneThreads } from "../lane/lane_threads.ts"
import type { Learner } from "../learn/learner.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { type Cut, layerParameters } from "../policy/folder.ts"
import { Policy } from "../policy/policy.ts"
import { entropy } from "../signals/entropy.ts"
import { sharedModel, tinyModel } from "../testing/tiny_model.ts"
import { platform, referenceLearner, smallLearner, tokenSource, trainingGroups } from "../testing/tiny_policy.ts"
import { type Answering, answering, type AnsweringFrom } from "./answering.ts"
import { type Crew, Elsewhere, type Hire } from "./elsewhere.ts"

const prompts = [3, 5, 2, 4].map(tokenSource(9))
const request = { prompts, seeds: prompts.map(() => [1, 2, 3]), signals: [entropy], maxTokens: 10, temperature: 1 }

/** Three updates and what is sampled and read between them, by name: bits that must not depend on who computes. */
const run = (
  { config, weights }: { readonly config: ModelConfig; readonly weights: Values },
  { learner, hire, parts = {} }: {
    readonly learner: Learner
    readonly hire: Hire | undefined
    readonly parts?: Cut
  },
) =>
  Effect.gen(function* () {
    const policy = yield* Policy
    const { update } = yield* policy.learn(learner)
    return yield* Effect.forEach([1, 2, 3], (step) =>
      Effect.gen(function* () {
        const groups = yield* policy.sample(request)
        const sequences = groups.flatMap((rows, i) =>
          rows.map(({ tokens }) => ({
            tokens: Int32Array.of(...prompts[i], ...tokens),
            promptLength: prompts[i].length,
          }))
        )
        const read = yield* policy.read(sequences, { temperature: 1, signals: [entropy] })
        const metrics = yield* update({ groups: trainingGroups(step), learningRate: 0.05 })
        return { groups, read, metrics, version: yield* policy.version }
      }))
  }).pipe(
    Effect.scoped,
    Effect.provide(layerParameters({ config, parameters: weights, ...parts })),
    Effect.provide(platform),
    Effect.provideService(Elsewhere, hire),
    Effect.runPromise,
  )

/** Somebody who computes, and joins at the `at`-th piece. */
interface Joining {
  readonly at: number
  readonly threads: number
}

/** A crew in this process that takes turns, with what a crew must not do wrong left out. */
const crewOf = (joining: ReadonlyArray<Joining>, asked: Array<string> = []): Hire => (shared) =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const runtime = yield* Effect.orDie(Layer.build(platform))
    const lacking: AnsweringFrom<never> = {
      past: Effect.sync(() => (asked.push("past"), shared.past()!)),
      weights: (since) => Effect.sync(() => (asked.push(`weights ${since}`), shared.weights(since))),
      learner: (id) => Effect.sync(() => (asked.push("learner"), shared.learner(id)!)),
    }
    const begin = ({ threads }: Joining) =>
      answering({ config: shared.config(), weights: shared.weights(-1) }).pipe(
        Effect.provideService(LaneThreads, threads),
        Effect.provideContext(Context.add(runtime, Scope.Scope, scope)),
        Effect.orDie,
      )
    const begun = joining.map(() => Deferred.makeUnsafe<Answering>())
    let count = 0
    const crew: Crew = {
      atOnce: 3,
      ask: ({ task, read, here }) =>
        Effect.gen(function* () {
          const now = count++
          for (const [i, one] of joining.entries()) {
            if (one.at === now) yield* Deferred.complete(begun[i], begin(one))
          }
          const present = begun.filter((_, i) => joining[i].at <= now)
          if (present.length === 0) return yield* here
          const { answer } = yield* Deferred.await(present[now % present.length])
          // A copy: what is read is a view, and those bytes become others.
          return yield* Effect.orDie(answer(task(), lacking, ({ bytes }) => read(bytes.slice())))
        }),
    }
    return crew
  })

const shared = sharedModel()

it("computes in a thread of its own, so that who asks can be spoken to meanwhile", async () => {
  let threads = 0
  const count = () => void threads++
  process.on("worker", count)
  const { config, weights } = shared
  await run({ config, weights }, { learner: smallLearner({}, config), hire: crewOf([{ at: 0, threads: 1 }]) })
  process.off("worker", count)
  expect(threads).toBe(1)
})
const small = { shared, tiny: tinyModel() }

describe.each(
  [
    ["shared", smallLearner({ microBatchTokens: 64 }, shared.config)],
    ["tiny", smallLearner({ microBatchTokens: 32 })],
    ["tiny", { ...referenceLearner(), microBatchTokens: 32 }],
    ["tiny", smallLearner({ microBatchTokens: 32 }), { parts: 3 }],
  ] as const,
)("a policy of the %s model", (name, learner, parts: Cut = {}) => {
  const model = small[name]
  const alone = run(model, { learner, hire: undefined, parts })

  it.each<readonly [string, ReadonlyArray<Joining>]>([
    ["nobody", []],
    ["one", [{ at: 0, threads: 1 }]],
    ["two, one of them with two threads", [{ at: 0, threads: 1 }, { at: 0, threads: 2 }]],
    ["some who join later", [{ at: 2, threads: 1 }, { at: 9, threads: 1 }, { at: 14, threads: 2 }]],
  ])("has the same bits with %s elsewhere", async (_, joining) => {
    expect(await run(model, { learner, hire: crewOf(joining), parts })).toEqual(await alone)
  })
})

it("asks for as many parts of a request as it is told to", async () => {
  const parts = async (cut: Cut) => {
    const kinds: Array<number> = []
    const counting: Hire = (model) =>
      Effect.map(crewOf([])(model), ({ atOnce, ask }) => ({
        atOnce,
        ask: (piece) => Effect.tap(ask(piece), ({ kind }) => Effect.sync(() => kinds.push(kind === "sample" ? 1 : 0))),
      }))
    await run(small.tiny, { learner: smallLearner(), hire: counting, parts: cut })
    return kinds.reduce((sum, one) => sum + one, 0) / 3
  }
  expect([await parts({}), await parts({ parts: 2 }), await parts({ parts: 4 })]).toEqual([1, 2, 4])
})

it("sends what has changed once, and a learner once", async () => {
  const asked: Array<string> = []
  const learner = smallLearner({ microBatchTokens: 64 }, shared.config)
  await run(shared, { learner, hire: crewOf([{ at: 0, threads: 1 }], asked) })
  expect(asked).toEqual(["learner", "weights 0", "weights 1"])
})

/** What a policy says by the version before its newest, after each of three updates. */
const behind = (learner: Learner, hire: Hire | undefined) =>
  Effect.gen(function* () {
    const policy = yield* Policy
    const { update } = yield* policy.learn(learner)
    yield* policy.hold(2)
    return yield* Effect.forEach([1, 2, 3], (step) =>
      Effect.gen(function* () {
        const version = Math.max(0, step - 2)
        const [groups, metrics] = yield* Effect.all([
          policy.sample({ ...request, version }),
          update({ groups: trainingGroups(step), learningRate: 0.05 }),
        ], { concurrency: 2 })
        yield* policy.hold(2)
        return { groups, metrics, version: yield* policy.version }
      }))
  }).pipe(
    Effect.scoped,
    Effect.provide(layerParameters({ config: shared.config, parameters: shared.weights })),
    Effect.provide(platform),
    Effect.provideService(Elsewhere, hire),
    Effect.runPromise,
  )

describe("a policy that learns while an earlier version is sampled by", () => {
  const learner = smallLearner({ microBatchTokens: 64 }, shared.config)
  const alone = behind(learner, undefined)

  it.each<readonly [string, ReadonlyArray<Joining>]>([
    ["nobody", []],
    ["one", [{ at: 0, threads: 1 }]],
    ["some who join later", [{ at: 3, threads: 1 }, { at: 9, threads: 2 }]],
  ])("has the same bits with %s elsewhere", async (_, joining) => {
    const asked: Array<string> = []
    expect(await behind(learner, crewOf(joining, asked))).toEqual(await alone)
    // Of versions 0, 0 and 1, each is sent to each who computes, once.
    if (joining.length === 1) expect(asked.filter((what) => what === "past")).toHaveLength(2)
  })

  it("does both at the same time", async () => {
    const learned = Deferred.makeUnsafe<void>()
    // The first part that is sampled is computed only once a gradient is there.
    let waits = true
    const hire: Hire = (model) =>
      Effect.map(crewOf([])(model), ({ atOnce, ask }) => ({
        atOnce,
        ask: (piece) => {
          const first = waits
          waits = false
          if (first) return Effect.andThen(Deferred.await(learned), ask(piece))
          return Effect.tap(ask(piece), ({ kind }) =>
            kind === "gradient" ? Deferred.succeed(learned, undefined) : Effect.void)
        },
      }))
    expect(await behind(learner, hire)).toEqual(await alone)
  })
})
