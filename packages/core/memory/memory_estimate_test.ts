import { entropy } from "../signals/entropy.ts"
import { describe, expect, it } from "vitest"
import { parameterShapes } from "../model/adapter_shapes.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { config } from "../testing/tiny_model.ts"
import { smallLearner } from "../testing/tiny_policy.ts"
import type { Learner } from "../learn/learner.ts"
import { memoryEstimate, type RunShape } from "./memory_estimate.ts"

const bytesOf = (config: ModelConfig) =>
  4 * Object.values(parameterShapes(config)).reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0)
const shape = { prompts: 4, completions: 3, promptTokens: 9, maxTokens: 12 }
const run = (
  changed: Partial<typeof shape> = {},
  { learner = smallLearner(), model = config }: { readonly learner?: Learner; readonly model?: ModelConfig } = {},
): RunShape => {
  const { maxTokens, ...batch } = { ...shape, ...changed }
  return {
    config: model,
    samples: { sampling: { ...batch, maxTokens, temperature: 1, signals: [entropy] } },
    learns: { learner, batch: { ...batch, completionTokens: maxTokens } },
  }
}
const line = (of: RunShape, what: string) => {
  const { held, phases } = memoryEstimate(of)
  return [...held, ...phases].find((line) => line.what === what)?.bytes
}

describe("memoryEstimate", () => {
  it("holds weights, gradients and slots", () => {
    const all = bytesOf(config)
    const { trainable, slots } = smallLearner()
    expect(trainable.length).toBe(Object.keys(parameterShapes(config)).length)
    expect(line(run(), "weights")).toBe(all)
    expect(line(run(), "gradients")).toBe(all)
    expect(line(run(), "optimizer state")).toBe(slots.length * all)
    expect(line(run(), "reference weights")).toBeUndefined()
    expect(line(run({}, { learner: smallLearner({ reference: true }) }), "reference weights")).toBe(all)
  })

  it("holds the weights of a teacher, and what it samples with", () => {
    expect(line(run(), "teacher")).toBeUndefined()
    const [alone, both] = [run(), { ...run(), hasTeacher: true }]
    expect(line(both, "teacher")).toBeGreaterThan(bytesOf(config) + line(alone, "decoder's own weights")!)
    expect(memoryEstimate(both).total - memoryEstimate(alone).total).toBe(line(both, "teacher"))
  })

  it("holds a second gradient where there is a second micro-batch", () =>
    expect(line(run({}, { learner: smallLearner({ microBatchTokens: 50 }) }), "gradients")).toBe(2 * bytesOf(config)))

  it("grows with prompts, completions and their lengths", () => {
    // So few tokens that they stay one micro-batch.
    const few = { ...shape, prompts: 2 }
    for (const name of ["prompts", "completions", "promptTokens", "maxTokens"] as const) {
      const [small, large] = [run(few), run({ ...few, [name]: 2 * few[name] })]
      for (const what of ["sampling", "learning"]) {
        expect(line(large, what), `${what} by ${name}`).toBeGreaterThan(line(small, what)!)
      }
    }
  })

  it("learns from no more at once than a micro-batch", () => {
    const learner = smallLearner({ microBatchTokens: 50 })
    expect(line(run({ prompts: 40 }, { learner }), "learning")).toBe(line(run({}, { learner }), "learning"))
  })

  it("of a heavy model is that of the largest phase, and its decoder has no weights of its own", () => {
    const model = { ...config, width: 2048, inner: 8192, heads: 32, headWidth: 64 }
    const heavy = { config: model, samples: run().samples! }
    expect(bytesOf(model)).toBeGreaterThan(2 ** 28)
    expect(line(heavy, "decoder's own weights")).toBeUndefined()
    expect(line(run(), "decoder's own weights")).toBe(2 * bytesOf(config))
    const twice = memoryEstimate({ ...heavy, samples: { ...heavy.samples, again: heavy.samples.sampling } })
    expect(twice.total).toBe(memoryEstimate(heavy).total)
  })

  it("counts weights at rest as the integers that they are", () => {
    const adapter = { rank: 2, alpha: 4, targets: ["down_proj"] } as const
    const [whole, rest] = [{ ...config, adapter }, { ...config, adapter: { ...adapter, frozen: "int8" } as const }]
    const weights = (model: ModelConfig) => line({ config: model, samples: run().samples! }, "weights")!
    expect(weights(whole)).toBe(bytesOf(whole))
    expect(weights(rest)).toBeLessThan(0.8 * weights(whole)) // the embedding, the head and the adapter are as they were
  })

  it("is that of any number of groups, of which it makes few", () => {
    const before = process.memoryUsage().arrayBuffers
    const learner = smallLearner({ microBatchTokens: 5000 })
    const long = { prompts: 1_000_000, completions: 10_000, maxTokens: 1_000_000 }
    expect(memoryEstimate(run(long, { learner })).total).toBeGreaterThan(2 ** 40)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 25)
    // A group of 9 + 3 x 12 tokens: 111 of them make a micro-batch, and 222 two; 2 x 56 make 112.
    const learning = (prompts: number) => line(run({ prompts }, { learner }), "learning")!
    expect([learning(5000), learning(112)]).toEqual([learning(1_000_000), learning(111)])
    expect(learning(110)).toBeLessThan(learning(112))
  })

  it("takes seconds at most, and no weights, for a model of seven billion parameters", () => {
    const model: ModelConfig = {
      ...config,
      architecture: "qwen2",
      vocab: 152_064,
      width: 3584,
      inner: 18_944,
      layers: 28,
      heads: 28,
      keyHeads: 4,
      headWidth: 128,
    }
    const { total } = memoryEstimate({ config: model, samples: run().samples! })
    expect(total / 2 ** 30).toBeGreaterThan(28)
  })
})
