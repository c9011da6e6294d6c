// The default pipeline on a small model.
import * as Policy from "@rlif/core/policy"
import type { Problem } from "@rlif/core/data"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { pipeline } from "@rlif/trainer/pipeline"
import { Effect, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { layer } from "../../examples/custom_pipeline.ts"

let taken = 0
const problems = Stream.range(1, 1000).pipe(
  Stream.map((n): Problem => ({ id: `${n}`, problem: n % 2 ? "one two three" : "two", gold: "" })),
  Stream.rechunk(1),
  Stream.tap(() => Effect.sync(() => taken++)),
)
const run = (seed: number) =>
  Effect.gen(function* () {
    const steps = yield* problems.pipe(
      pipeline({
        reward: selfCertainty(),
        steps: 8,
        seed,
        problems: 4,
        completions: 6,
        maxTokens: 12,
        learningRate: 3e-2,
      }),
      Stream.runCollect,
    )
    return { steps, version: yield* (yield* Policy.Policy).version }
  }).pipe(Effect.provide(layer), Effect.runPromise)

describe("the default pipeline", async () => {
  const { steps, version } = await run(3)
  const column = (name: string) => steps.map(({ metrics }) => metrics[name])

  it("makes as many updates as it was told, from no more problems than they need", () => {
    expect(steps.map((step) => step.step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(version.updates).toBe(8)
    expect(taken).toBe(8 * 4)
    expect(steps.every(({ batch }) => batch.every(({ group }) => group.rollouts.length === 6))).toBe(true)
  })

  it("is a function of its seed, to the bit", async () => {
    const [again, other] = [await run(3), await run(4)]
    expect(again.steps.map((step) => step.metrics)).toEqual(steps.map((step) => step.metrics))
    expect(again.version).toEqual(version)
    expect(other.version.fingerprint).not.toBe(version.fingerprint)
  })

  it("learns what it is rewarded for", () => {
    expect(column("reward")[7]).toBeGreaterThan(column("reward")[0] + 0.1)
    expect(column("entropy")[7]).toBeLessThan(column("entropy")[0])
  })

  it("is on-policy: the sampler's log-probabilities are the learner's", () => {
    expect(column("sampling/lag")).toEqual(Array(8).fill(0))
    expect(Math.max(...column("sampling/sampling_logp_difference/max"))).toBeLessThan(2e-5)
    expect(column("clip_ratio/region_mean")).toEqual(Array(8).fill(0))
  })

  it("starts at the reference and leaves it", () => {
    expect(column("kl")[0]).toBeCloseTo(0, 10)
    expect(column("kl")[7]).toBeGreaterThan(1e-4)
  })

  it("warms up and cools down", () => {
    const rates = column("learning_rate")
    expect(rates[0]).toBe(3e-2)
    for (let i = 1; i < rates.length; i++) expect(rates[i]).toBeLessThan(rates[i - 1])
    expect(rates[7]).toBeGreaterThan(0)
    expect(rates[7]).toBeLessThan(3e-2 / 10)
  })
})
