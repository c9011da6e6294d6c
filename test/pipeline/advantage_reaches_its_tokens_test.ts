// The last link, from theorems to weights: in what trains, advantage i reaches every token of completion i, as it is, and
// nothing else moves. The change of the weights is taken apart into the gradients of the tokens' log-probabilities, which come
// from a model that packs nothing: the weight of each token is what the loss gave it.
import * as Policy from "@rlif/core/policy"
import { seed } from "@rlif/core/random/seed"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import type { Group } from "@rlif/core/sample/group"
import { config, weights } from "@rlif/core/testing/tiny_model.ts"
import * as NodeServices from "@effect/platform-node/NodeServices"
import type { Aggregate } from "@rlif/trainer/loss/aggregate"
import { cispo } from "@rlif/trainer/loss/cispo"
import { clipped } from "@rlif/trainer/loss/clipped"
import { dualClipped } from "@rlif/trainer/loss/dual-clipped"
import { fixedLength } from "@rlif/trainer/loss/fixed-length"
import { gspo } from "@rlif/trainer/loss/gspo"
import type { Loss } from "@rlif/trainer/loss/loss"
import { reinforce } from "@rlif/trainer/loss/reinforce"
import { sequenceMean } from "@rlif/trainer/loss/sequence-mean"
import { sequenceSum } from "@rlif/trainer/loss/sequence-sum"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { constant } from "@rlif/trainer/optimizer/schedule"
import { sgd } from "@rlif/trainer/optimizer/sgd"
import type { Weighted } from "@rlif/trainer/stage/advantage"
import { update, type UpdateOptions } from "@rlif/trainer/stage/update"
import { Effect, type FileSystem, Layer, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { tokenGradients } from "../_token_gradients.ts"
import { change, savedWeights } from "../_weights.ts"

const here = Policy.layerParameters({ config, parameters: weights }).pipe(
  Layer.provide(Cpu.layer),
  Layer.provideMerge(NodeServices.layer),
)
const worker = Layer.provideMerge(
  Policy.layerWorker({ parameters: { config, parameters: weights } }),
  NodeServices.layer,
)

// Lengths and advantages as different as a batch allows: one token, one completion, and no two advantages alike.
const prompts = [[4, 9, 2], [7]].map((tokens) => Int32Array.from(tokens))
const lengths = [[5, 1, 3], [2, 4, 1, 3]]
const advantages = [[1.5, -0.75, 0.5], [-2, 0.25, 1, -1.25]]

/** The first of some completions that begin apart: the gradients of one token in one place cannot be told apart. */
const apart = <C extends { readonly tokens: Int32Array }>(completions: ReadonlyArray<C>): ReadonlyArray<C> =>
  completions.filter(({ tokens }, i) => completions.findIndex((other) => other.tokens[0] === tokens[0]) === i)

/** Completions that the policy sampled at a temperature, cut to their lengths. */
const sampled = (temperature: number): Promise<ReadonlyArray<Weighted>> =>
  Effect.gen(function* () {
    const policy = yield* Policy.Policy
    const groups = yield* policy.sample({
      prompts,
      seeds: lengths.map((_, g) => Array.from({ length: 40 }, (_, i) => seed(5, g, i))),
      signals: [],
      maxTokens: 5,
      temperature,
      endTokens: [],
    })
    return groups.map((all, g): Weighted => {
      const completions = apart(all).slice(0, lengths[g].length)
      const group: Group<never> = {
        problem: { id: `${g}`, problem: "", gold: "" },
        prompt: prompts[g],
        rollouts: completions.map(({ tokens, signals }, i) => ({
          tokens: tokens.slice(0, lengths[g][i]),
          text: "",
          finish: "length",
          signals: { logprob: signals.logprob.slice(0, lengths[g][i]) },
        })),
        temperature,
        version: 0,
      }
      return {
        group,
        rewards: new Float64Array(completions.length),
        components: {},
        advantages: Float64Array.from(advantages[g]),
      }
    })
  }).pipe(Effect.provide(here), Effect.runPromise)

type Options = Partial<UpdateOptions<"old" | "advantage">> & { readonly loss: Loss<"old" | "advantage"> }

const learningRate = 0.5

/** What one update adds to the weights, at learning rate 1. */
const learned = (
  batch: ReadonlyArray<Weighted>,
  options: Options,
  policy: Layer.Layer<Policy.Policy | FileSystem.FileSystem, unknown>,
): Promise<Float64Array> =>
  Effect.gen(function* () {
    yield* Stream.make(batch).pipe(
      update({ aggregate: sequenceSum, optimizer: sgd(), schedule: constant(learningRate), ...options }),
      Stream.runDrain,
    )
    return change(weights, yield* savedWeights).map((x) => x / learningRate)
  }).pipe(Effect.scoped, Effect.provide(policy), Effect.runPromise)

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i], 0)

/** The weights c of the least `|y - sum c_k x_k|`, from the normal equations, and what of y they leave. */
const decompose = (y: Float64Array, xs: ReadonlyArray<Float64Array>) => {
  const rows = xs.map((x) => [...xs.map((other) => dot(x, other)), dot(x, y)])
  rows.forEach((_, k) => {
    rows.forEach((row, i) => {
      if (i === k) return
      const factor = row[k] / rows[k][k]
      rows[i] = row.map((cell, j) => cell - factor * rows[k][j])
    })
  })
  const c = rows.map((row, k) => row[xs.length] / row[k])
  const rest = y.map((cell, i) => cell - xs.reduce((sum, x, k) => sum + c[k] * x[i], 0))
  return { c, rest: Math.sqrt(dot(rest, rest) / dot(y, y)) }
}

/** The weight of every token in an update, by completion. */
const tokenWeights = async (
  temperature: number,
  options: Options,
  policy: Layer.Layer<Policy.Policy | FileSystem.FileSystem, unknown> = here,
) => {
  const batch = await sampled(temperature)
  const rows = batch.flatMap(({ group: { prompt, rollouts } }) => rollouts.map(({ tokens }) => ({ prompt, tokens })))
  const tokens = await tokenGradients({ config, weights, temperature }, rows)
  const { c, rest } = decompose(
    await learned(batch, { ...options, temperature }, policy),
    tokens.flat().map(({ gradient }) => gradient),
  )
  let at = 0
  return { rest, weights: rows.map(({ tokens }) => c.slice(at, at += tokens.length)) }
}

const flat = advantages.flat()
const counts = lengths.flat()
const total = counts.reduce((sum, n) => sum + n, 0)

/** Completion i's tokens have advantage i times its share, and there is nothing beside them. */
const reaches = (
  { rest, weights }: Awaited<ReturnType<typeof tokenWeights>>,
  share: (length: number) => number,
) => {
  expect(rest).toBeLessThan(1e-4)
  weights.forEach((row, i) => {
    expect(row).toHaveLength(counts[i])
    row.forEach((c, t) => expect(c / share(counts[i]), `completion ${i}, token ${t}`).toBeCloseTo(flat[i], 3))
  })
}
const whole = () => 1 / flat.length

describe("advantage i reaches every token of completion i, unscaled, and nothing else", () => {
  it.each<[string, Partial<Options>]>([
    ["by one program", {}],
    ["in micro-batches of one completion", { microBatchTokens: 1 }],
    ["in micro-batches", { microBatchTokens: 9 }],
    ["layer by layer", { recompute: true }],
    ["layer by layer, in micro-batches", { recompute: true, microBatchTokens: 9 }],
  ])("in this process, %s", async (_, options) => {
    reaches(await tokenWeights(1, { loss: reinforce, ...options }), whole)
  })

  it.each<[string, Partial<Options>]>([
    ["by one program", {}],
    ["layer by layer, in micro-batches", { recompute: true, microBatchTokens: 9 }],
  ])("in a worker, %s", async (_, options) => {
    reaches(await tokenWeights(1, { loss: reinforce, ...options }, worker), whole)
  })

  it.each<[string, Loss<"old" | "advantage">]>([
    ["clipped", clipped()],
    ["dual clip", dualClipped()],
    ["CISPO", cispo()],
  ])("by every loss where the policy has not moved: %s", async (_, loss) => {
    reaches(await tokenWeights(1, { loss }), whole)
  })

  it("by GSPO, which shares it out among the tokens", async () => {
    // The ratio of a completion is e^(mean of the tokens' differences), and each of its T tokens has that for its loss.
    reaches(await tokenWeights(1, { loss: gspo() }), whole)
  })

  it.each([0.7, 1.3])("at temperature %s, that of sampling", async (temperature) => {
    reaches(await tokenWeights(temperature, { loss: clipped() }), whole)
    reaches(await tokenWeights(temperature, { loss: clipped(), recompute: true }), whole)
  })

  it.each<[string, Aggregate, (length: number) => number]>([
    ["the token mean", tokenMean, () => 1 / total],
    ["the sequence mean", sequenceMean, (length) => 1 / (flat.length * length)],
    ["the sequence sum", sequenceSum, () => 1 / flat.length],
    ["a fixed length", fixedLength(6), () => 1 / (flat.length * 6)],
  ])("by %s, with its share", async (_, aggregate, share) => {
    reaches(await tokenWeights(1, { loss: reinforce, aggregate, microBatchTokens: 9 }), share)
  })
})
