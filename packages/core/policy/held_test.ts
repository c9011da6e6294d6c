// A policy samples and reads by versions of its weights that it holds, while it learns, as it did when they were its newest.
import { Effect, Layer, type Scope } from "effect"
import { describe, expect, it } from "vitest"
import type { TrainingState } from "../learn/training.ts"
import { LaneThreads } from "../lane/lane_threads.ts"
import { entropy } from "../signals/entropy.ts"
import { config, sharedModel, weights } from "../testing/tiny_model.ts"
import { platform, smallLearner, tokenSource, trainingGroups } from "../testing/tiny_policy.ts"
import { layerParameters, type PolicyParameters } from "./folder.ts"
import { Policy } from "./policy.ts"
import { layerWorker } from "./worker.ts"

const prompts = [3, 5].map(tokenSource(9))
const request = { prompts, seeds: prompts.map(() => [1, 2, 3]), signals: [entropy], maxTokens: 8, temperature: 1 }
const sequences = [{ tokens: tokenSource(3)(9), promptLength: 4 }]
const batch = (i: number) => ({ groups: trainingGroups(i), learningRate: 0.05 })

const inside = <A>(
  layer: Layer.Layer<Policy, unknown>,
  body: (policy: Policy["Service"]) => Effect.Effect<A, unknown, Scope.Scope>,
) => Effect.flatMap(Policy, body).pipe(Effect.scoped, Effect.provide(layer), Effect.runPromise)

/** What a policy says by a version, or by its newest. */
const said = (policy: Policy["Service"], version?: number) => {
  const by = version === undefined ? {} : { version }
  return Effect.all([
    policy.sample({ ...request, ...by }),
    policy.read(sequences, { temperature: 1, signals: [entropy], ...by }),
  ])
}

const shared = sharedModel()
const here = (parameters: PolicyParameters) => Layer.provide(layerParameters(parameters), platform)

describe.each<readonly [string, PolicyParameters, (parameters: PolicyParameters) => Layer.Layer<Policy, unknown>]>([
  ["in this thread", { config, parameters: weights }, here],
  ["in a worker", { config, parameters: weights }, (parameters) => layerWorker({ parameters })],
  [
    "with two lanes",
    { config: shared.config, parameters: shared.weights },
    (parameters) => Layer.provide(here(parameters), Layer.succeed(LaneThreads)(2)),
  ],
])("a policy %s", (_, parameters, layer) => {
  const learner = smallLearner({}, parameters.config)

  it("says by versions that it holds what it said when they were its newest", async () => {
    const [then, now] = await inside(layer(parameters), (policy) =>
      Effect.gen(function* () {
        // Held before there is anybody who learns.
        yield* policy.hold(3)
        const then = [yield* said(policy)]
        const { update } = yield* policy.learn(learner)
        for (const i of [1, 2, 3]) {
          yield* update(batch(i))
          if (i < 3) {
            yield* policy.hold(3)
            then.push(yield* said(policy))
          }
        }
        const now = []
        for (const version of [0, 1, 2]) now.push(yield* said(policy, version))
        return [then, now] as const
      }))
    expect(now).toEqual(then)
    expect(now.map(([groups]) => groups.flat().map(({ version }) => version))).toEqual(
      [0, 1, 2].map((v) => Array(6).fill(v)),
    )
    expect(now[0][1]).not.toEqual(now[1][1])
  })

  it("keeps them in a state, and has them in another policy", async () => {
    const [then, state] = await inside(layer(parameters), (policy) =>
      Effect.gen(function* () {
        const { update, state } = yield* policy.learn(learner)
        yield* policy.hold(2)
        yield* update(batch(1))
        yield* policy.hold(2)
        return [[yield* said(policy, 0), yield* said(policy, 1)], yield* state] as const
      }))
    expect(state.earlier?.map(({ updates }) => updates)).toEqual([0])
    const now = await inside(layer(parameters), (policy) =>
      Effect.gen(function* () {
        const { update, restore, state: last } = yield* policy.learn(learner)
        // Versions of another past must not stay.
        yield* policy.hold(2)
        yield* update(batch(7))
        yield* policy.hold(2)
        yield* said(policy, 0)
        yield* said(policy, 1)
        yield* restore(state)
        expect(yield* last).toEqual(state)
        return [yield* said(policy, 0), yield* said(policy, 1)]
      }))
    expect(now).toEqual(then)
  })

  it("lets go of the oldest, and says which it does not hold", async () => {
    const errors = await inside(layer(parameters), (policy) =>
      Effect.gen(function* () {
        const { update, restore, state } = yield* policy.learn(learner)
        yield* policy.hold(1)
        yield* update(batch(1))
        yield* policy.hold(1)
        const odd: TrainingState = {
          ...yield* state,
          earlier: [{ updates: 0, tensors: { none: { dtype: "float32", dims: [1], data: new Float32Array(1) } } }],
        }
        return yield* Effect.forEach(
          [said(policy, 0), policy.hold(0), restore(odd)],
          (one) => Effect.map(Effect.flip(one), (error) => (error as Error).message),
        )
      }))
    expect(errors).toEqual([
      "Cannot sample: version 0 of the weights is not held",
      "Cannot hold 0 versions: that is no positive integer",
      'Cannot restore a state: "none" of version 0 has no place in the model',
    ])
  })
})
