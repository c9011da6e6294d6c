// Completions that a filter let through, from the sampler to the weights: what is learned from them, and what is refused.
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Policy from "@rlif/core/policy"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import type { RollOutOptions } from "@rlif/core/sample/roll-out"
import { sample } from "@rlif/core/sample/sample"
import { config, weights } from "@rlif/core/testing/tiny_model.ts"
import { codec, Tokenizer, wordLevel } from "@rlif/core/text"
import { length } from "@rlif/rewards/length"
import { score } from "@rlif/rewards/score"
import { centered } from "@rlif/trainer/advantage/centered"
import { clipped } from "@rlif/trainer/loss/clipped"
import type { Loss } from "@rlif/trainer/loss/loss"
import { nll } from "@rlif/trainer/loss/nll"
import { reinforce } from "@rlif/trainer/loss/reinforce"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { unfiltered } from "@rlif/trainer/loss/unfiltered"
import { constant } from "@rlif/trainer/optimizer/schedule"
import { sgd } from "@rlif/trainer/optimizer/sgd"
import { advantage } from "@rlif/trainer/stage/advantage"
import { update } from "@rlif/trainer/stage/update"
import { Effect, Layer, Stream } from "effect"
import { describe, expect, it } from "vitest"

const words = Array.from({ length: config.vocab }, (_, i) => `w${i}`)
const layers = Layer.merge(
  Policy.layerParameters({ config, parameters: weights, endTokens: [2] }).pipe(Layer.provide(Cpu.layer)),
  Layer.succeed(Tokenizer, codec(wordLevel(words, { pad: "w0" }))),
).pipe(Layer.provideMerge(NodeServices.layer))

/** One update of completions that are drawn so, and the weights after it. */
const learned = (loss: Loss<"old" | "advantage" | "filtering">, drawing: Partial<RollOutOptions>) =>
  Effect.gen(function* () {
    const problems = [0, 1, 2].map((i) => ({ id: `${i}`, problem: `w${3 + i} w${9 - i}`, gold: "" }))
    const steps = yield* Stream.make(problems).pipe(
      sample({ completions: 4, signals: [], maxTokens: 7, seed: 5, ...drawing }),
      score(length),
      advantage(centered),
      update({
        loss,
        aggregate: tokenMean,
        optimizer: sgd(),
        schedule: constant(0.1),
        temperature: drawing.signalTemperature ?? 1,
      }),
      Stream.runCollect,
    )
    return { step: steps[0], version: yield* (yield* Policy.Policy).version }
  }).pipe(Effect.provide(layers))
const run = (...args: Parameters<typeof learned>) => Effect.runPromise(learned(...args))
const refused = (...args: Parameters<typeof learned>) =>
  Effect.runPromise(Effect.map(Effect.flip(learned(...args)), (error) => [error._tag, error.message]))

const filters: ReadonlyArray<Partial<RollOutOptions>> = [
  { topK: 4 },
  { topP: 0.7 },
  { minP: 0.3 },
  { repetitionPenalty: 1.5 },
  { temperature: 1.4, signalTemperature: 1 },
]
const losses: ReadonlyArray<Loss<"old" | "advantage" | "filtering">> = [clipped(), reinforce]

describe.each(filters)("drawn with %o", (filter) => {
  it("completions teach nothing by a loss that takes them for the model's own", async () => {
    for (const loss of losses) {
      const [tag, message] = await refused(loss, filter)
      expect(tag).toBe("@rlif/core/PolicyError")
      expect(message).toMatch(/^Cannot update: completions of problem "0" were drawn from another distribution/)
    }
  })

  it("are weighed by how much likelier they were made", async () => {
    const { step } = await run(unfiltered(clipped(), { cap: 100 }), filter)
    const weights = step.batch.flatMap(({ group }) =>
      group.rollouts.flatMap(({ signals: { logprob }, drawn }) =>
        Array.from(logprob, (x, t) => Math.exp(x - drawn![t]))
      )
    )
    const mean = weights.reduce((sum, w) => sum + w, 0) / weights.length
    expect(step.metrics["sampling/filter_weight"]).toBeCloseTo(mean, 4)
    expect(weights.some((w) => Math.abs(w - 1) > 0.05)).toBe(true)
    // The ratio is that of updates: sampler and learner are not apart.
    expect(step.metrics["sampling/sampling_logp_difference/max"]).toBeLessThan(1e-4)
  })

  it("are texts like any other to a loss that asks for no probabilities of sampling", async () => {
    expect((await run(nll, filter)).version.updates).toBe(1)
  })
})

it("changes no bit where nothing is filtered", async () => {
  const [plain, wrapped] = await Promise.all([run(clipped(), {}), run(unfiltered(clipped()), {})])
  expect(wrapped.version).toEqual(plain.version)
  expect(wrapped.step.metrics["sampling/filter_weight"]).toBeCloseTo(1, 6)
})

it("is known of greedy completions, too", async () => {
  const [tag] = await refused(clipped(), { temperature: 0 })
  expect(tag).toBe("@rlif/core/PolicyError")
})
