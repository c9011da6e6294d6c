// Who computes a piece changes nothing: one lane in this thread, or any number of lanes in threads of their own.
import { initializeAdapter } from "@rlif/core/model/initialize"
import * as Policy from "@rlif/core/policy"
import { random, seed } from "@rlif/core/random/seed"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { entropy, logprob, selfCertainty } from "@rlif/core/signals"
import { compileLearner, type LearnerOptions } from "@rlif/trainer/learn/compile-learner"
import { clipped } from "@rlif/trainer/loss/clipped"
import { k3 } from "@rlif/trainer/loss/k3"
import { plus } from "@rlif/trainer/loss/plus"
import { times } from "@rlif/trainer/loss/times"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Fiber, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { tinyModel } from "../../packages/core/testing/tiny_model.ts"

// Large enough to be shared between lanes: 2^16 parameters and more.
const { config, weights } = tinyModel({ vocab: 64, width: 64, inner: 176, headWidth: 16, tied: true })
const adapted = {
  ...config,
  adapter: { rank: 2, alpha: 4, targets: ["q_proj", "down_proj"] as const, frozen: "int8" as const },
}
const models = {
  whole: { config, parameters: weights, endTokens: [2] },
  adapter: { config: adapted, parameters: { ...weights, ...initializeAdapter(adapted, 5) }, endTokens: [2] },
}
type Source = (typeof models)[keyof typeof models]
const { integer } = random(7)
const prompts = Array.from(
  { length: 11 },
  () => Int32Array.from({ length: 3 + integer(5) }, () => integer(config.vocab)),
)
const request = {
  prompts,
  seeds: prompts.map((_, i) => Array.from({ length: 1 + (i % 4) }, (_, j) => seed(i, j))),
  signals: [entropy, selfCertainty] as const,
  maxTokens: 20,
  temperature: 1,
}

const learnerOf = ({ config }: Source, options: Partial<LearnerOptions> = {}) =>
  compileLearner({
    config,
    loss: clipped(),
    aggregate: tokenMean,
    optimizer: adamw(),
    microBatchTokens: 150,
    ...options,
  })

/** Two steps of everything. */
const life = (learner: ReturnType<typeof learnerOf>) =>
  Effect.gen(function* () {
    const policy = yield* Policy.Policy
    const training = yield* policy.learn(learner)
    const steps = []
    for (let step = 0; step < 2; step++) {
      const groups = yield* policy.sample(request)
      const sequences = groups.flatMap((group, i) =>
        group.map(({ tokens }) => ({
          tokens: Int32Array.from([...prompts[i], ...tokens]),
          promptLength: prompts[i].length,
        }))
      )
      const read = yield* policy.read(sequences, { temperature: 1, signals: [logprob, entropy] })
      const metrics = yield* training.update({
        groups: groups.map((group, i) => ({
          prompt: prompts[i],
          rows: group.map(({ tokens, signals }, j) => ({
            tokens,
            columns: { old: signals.logprob, advantage: new Float32Array(tokens.length).fill(j % 2 ? 1 : -0.5) },
          })),
        })),
        learningRate: 0.05,
      })
      steps.push({ groups, read, metrics, version: yield* policy.version })
    }
    return { steps, state: yield* training.state }
  }).pipe(Effect.scoped)

const platform = Layer.merge(Cpu.layer, NodeServices.layer)
const run = <A, E>(
  body: Effect.Effect<A, E, Policy.Policy>,
  threads: number,
  source: Source = models.whole,
) =>
  threads === 0
    ? body.pipe(
      Effect.provide(Layer.provide(Policy.layerParameters(source), platform)),
      Effect.runPromise,
    )
    : body.pipe(Effect.provide(Policy.layerWorker({ parameters: source, threads })), Effect.runPromise)

const penalized = { loss: plus(clipped(), times(0.1, k3)) }

describe("lanes", () => {
  it.each([
    ["one program", models.whole, {}],
    ["layer by layer, with a reference", models.whole, { recompute: true, ...penalized }],
    ["an adapter on integers, with a reference", models.adapter, penalized],
  ])("of any number compute the same, to the bit: %s", async (_, source, options) => {
    const learner = learnerOf(source, options)
    const here = await run(life(learner), 0, source)
    expect(here.steps[1].version.updates).toBe(2)
    expect(here.steps[1].version.fingerprint).not.toBe(here.steps[0].version.fingerprint)
    for (const threads of [1, 2, 3]) expect(await run(life(learner), threads, source), `${threads}`).toEqual(here)
  }, 60_000)

  it("go on in another number of lanes, to the bit", async () => {
    const learner = learnerOf(models.whole, penalized)
    const { state } = await run(life(learner), 2)
    const goingOn = Effect.gen(function* () {
      const policy = yield* Policy.Policy
      const training = yield* policy.learn(learner)
      yield* training.restore(state)
      return { groups: yield* policy.sample(request), version: yield* policy.version, state: yield* training.state }
    }).pipe(Effect.scoped)
    const one = await run(goingOn, 1)
    expect(one.version.updates).toBe(2)
    expect(await run(goingOn, 3)).toEqual(one)
  }, 60_000)

  it("stop where they are interrupted, and compute what comes next", () =>
    run(
      Effect.gen(function* () {
        const policy = yield* Policy.Policy
        const before = yield* policy.sample(request)
        for (const wait of [0, 5, 40]) {
          const fiber = yield* Effect.forkChild(policy.sample({ ...request, maxTokens: 50, endTokens: [] }))
          yield* Effect.sleep(wait)
          yield* Fiber.interrupt(fiber)
        }
        expect(yield* policy.sample(request)).toEqual(before)
      }),
      2,
    ), 60_000)

  it("hand over what is wrong with a piece", () =>
    run(
      Effect.gen(function* () {
        const policy = yield* Policy.Policy
        const { update } = yield* policy.learn(learnerOf(models.whole))
        const infinite = {
          tokens: Int32Array.of(1, 2),
          columns: { old: new Float32Array(2), advantage: new Float32Array(2).fill(Infinity) },
        }
        const groups = prompts.map((prompt) => ({ prompt, rows: Array<typeof infinite>(10).fill(infinite) }))
        const error = yield* Effect.flip(update({ groups, learningRate: 1 }))
        expect(error.message).toMatch(/^Cannot update: grad_norm is (NaN|Infinity)$/)
        expect((yield* policy.version).updates).toBe(0)
      }).pipe(Effect.scoped),
      2,
    ), 60_000)
})
