// A learner's state leaves a policy and comes back to it, or to another one, bit for bit.
import { Effect, Layer, type Scope } from "effect"
import { describe, expect, it } from "vitest"
import { value } from "../graph/value.ts"
import type { TrainingState } from "../learn/training.ts"
import { logprob } from "../signals/logprob.ts"
import { config, weights } from "../testing/tiny_model.ts"
import { platform, referenceLearner, smallLearner, tokenSource, trainingGroups } from "../testing/tiny_policy.ts"
import { layerParameters, type PolicyParameters } from "./folder.ts"
import { Policy } from "./policy.ts"
import { layerWorker } from "./worker.ts"

const here = (parameters: PolicyParameters) => Layer.provide(layerParameters(parameters), platform)
const there = (parameters: PolicyParameters) => layerWorker({ parameters })

const inside = <A, E>(
  layer: Layer.Layer<Policy, E>,
  body: (policy: Policy["Service"]) => Effect.Effect<A, unknown, Scope.Scope>,
) => Effect.flatMap(Policy, body).pipe(Effect.scoped, Effect.provide(layer), Effect.runPromise)

const batch = (i: number) => ({
  groups: trainingGroups(i).map(({ prompt, rows }) => ({
    prompt,
    rows: rows.map(({ tokens, columns }) => ({ tokens, columns })),
  })),
  learningRate: 0.05,
})
const bare = (i: number) => ({
  ...batch(i),
  groups: batch(i).groups.map(({ prompt, rows }) => ({
    prompt,
    rows: rows.map(({ tokens }) => ({ tokens, columns: {} })),
  })),
})
const request = {
  prompts: [tokenSource(9)(4)],
  seeds: [[1, 2, 3]],
  signals: [logprob],
  maxTokens: 8,
  temperature: 1,
}

describe.each([["in this thread", here], ["in a worker", there]] as const)("a state %s", (_, layer) => {
  const learners = [["plain", smallLearner(), batch], ["with a reference", referenceLearner(), bare]] as const

  it.each(learners)("goes on in another policy as if nothing had happened: %s", async (_, learner, batch) => {
    const straight = await inside(layer({ config, parameters: weights }), (policy) =>
      Effect.gen(function* () {
        const { update, state } = yield* policy.learn(learner)
        const metrics = []
        let kept: TrainingState | undefined
        for (let i = 0; i < 5; i++) {
          metrics.push(yield* update(batch(i)))
          if (i === 1) kept = yield* state
        }
        return {
          metrics,
          kept: kept!,
          end: yield* state,
          version: yield* policy.version,
          said: yield* policy.sample(request),
        }
      }))
    const resumed = await inside(layer({ config, parameters: weights }), (policy) =>
      Effect.gen(function* () {
        const { update, state, restore } = yield* policy.learn(learner)
        // What happened here before leaves no trace.
        yield* update(batch(7))
        yield* policy.sample(request)
        yield* restore(straight.kept)
        expect(yield* state).toEqual(straight.kept)
        expect((yield* policy.version).updates).toBe(2)
        const metrics = []
        for (let i = 2; i < 5; i++) metrics.push(yield* update(batch(i)))
        return { metrics, end: yield* state, version: yield* policy.version, said: yield* policy.sample(request) }
      }))
    const { kept, ...rest } = straight
    expect(resumed).toEqual({ ...rest, metrics: straight.metrics.slice(2) })
    expect(kept.steps).toBe(2)
    expect(rest.end.tensors).not.toEqual(kept.tensors)
  })

  it("goes back", () =>
    inside(layer({ config, parameters: weights }), (policy) =>
      Effect.gen(function* () {
        const { update, state, restore } = yield* policy.learn(smallLearner())
        yield* update(batch(0))
        const [kept, version, said] = [yield* state, yield* policy.version, yield* policy.sample(request)]
        yield* update(batch(1))
        expect(yield* policy.version).not.toEqual(version)
        yield* restore(kept)
        expect(yield* policy.version).toEqual(version)
        expect(yield* policy.sample(request)).toEqual(said)
        // A copy: what came after it has not changed it.
        expect(yield* state).toEqual(kept)
      })))
})

describe("a state that does not fit", () => {
  const [name] = Object.keys(weights)
  const other = { ...weights, [name]: value("float32", weights[name].dims, weights[name].data.map((x) => x + 1)) }
  const trainable = Object.keys(weights).filter((each) => each !== name)

  /** What another policy says of a state, which it is given after one update; its weights stay. */
  const told = (
    change: (state: TrainingState) => TrainingState,
    { parameters = weights, learner = smallLearner() } = {},
  ) =>
    inside(here({ config, parameters: weights }), (policy) =>
      Effect.gen(function* () {
        const { update, state } = yield* policy.learn(learner)
        yield* update(learner.reference ? bare(0) : batch(0))
        return yield* state
      })).then((state) =>
        inside(here({ config, parameters }), (policy) =>
          Effect.gen(function* () {
            const training = yield* policy.learn(learner)
            const before = [yield* policy.version, yield* training.state]
            const error = yield* Effect.flip(training.restore(change(state)))
            expect([yield* policy.version, yield* training.state]).toEqual(before)
            const { action, reason } = error
            return { action, reason: reason._tag, message: error.message }
          }))
      )
  const refused = { action: "restore", reason: "@rlif/core/InvalidInput" }
  const without = ({ tensors, ...rest }: TrainingState, gone: string) => {
    const { [gone]: _, ...kept } = tensors
    return { ...rest, tensors: kept }
  }
  const weight = `weight.${name}`

  it("names what is missing, strange, or of another shape", async () => {
    expect(await told((state) => without(state, weight))).toEqual({
      ...refused,
      message: `Cannot restore a state: it has no "${weight}"`,
    })
    expect((await told((state) => without(state, `slot.velocity.${name}`))).message).toContain(
      `"slot.velocity.${name}"`,
    )
    const one = value("float32", [1], Float32Array.of(1))
    const more = (state: TrainingState) => ({ ...state, tensors: { ...state.tensors, "weight.more": one } })
    expect((await told(more)).message).toBe(
      'Cannot restore a state: "weight.more" is nothing that this learner changes',
    )
    const short = (state: TrainingState) => ({ ...state, tensors: { ...state.tensors, [weight]: one } })
    expect((await told(short)).message).toMatch(/is \(1\), not \(\d+, \d+\)$/)
  })

  it("is of another model where the weights that do not change are others", async () => {
    const learner = smallLearner({ trainable })
    expect(await told((state) => state, { parameters: other, learner })).toEqual({
      ...refused,
      message: "Cannot restore a state: the weights that do not change are others",
    })
  })

  it("is of another run where the reference is another", async () => {
    expect(await told((state) => state, { parameters: other, learner: referenceLearner() })).toEqual({
      ...refused,
      message: "Cannot restore a state: the weights that a penalty compares with are others",
    })
  })

  it("is refused like an update where the learner's scope has closed", () =>
    inside(here({ config, parameters: weights }), (policy) =>
      Effect.gen(function* () {
        const { state, restore } = yield* Effect.scoped(Effect.tap(policy.learn(smallLearner()), ({ state }) => state))
        expect((yield* Effect.flip(state)).reason._tag).toBe("@rlif/core/LearnerClosed")
        const empty = { updates: 0, steps: 0, tensors: {}, constants: "", reference: "" }
        expect((yield* Effect.flip(restore(empty))).reason._tag).toBe("@rlif/core/LearnerClosed")
      })))
})
