import { expect, it } from "vitest"
import { config } from "../testing/tiny_model.ts"
import { initialize } from "./initialize.ts"

const large = { ...config, width: 64, inner: 128, vocab: 100 }
const deviation = (data: Float32Array) => Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length)

it("is a function of the seed", () => {
  expect(initialize(config, 1)).toEqual(initialize(config, 1))
  expect(initialize(config, 1)["lm_head.weight"]).not.toEqual(initialize(config, 2)["lm_head.weight"])
})

it("draws each tensor from a seed of its own", () => {
  const deeper = initialize({ ...config, layers: 3 }, 1)
  expect(deeper["model.layers.1.self_attn.q_proj.weight"]).toEqual(
    initialize(config, 1)["model.layers.1.self_attn.q_proj.weight"],
  )
})

it("has norms of 1, matrices of the deviation, and residual writers of less", () => {
  const weights = initialize(large, 9, { deviation: 0.1 })
  expect(weights["model.norm.weight"].data).toEqual(new Float32Array(64).fill(1))
  expect(deviation(weights["model.embed_tokens.weight"].data)).toBeCloseTo(0.1, 2)
  expect(deviation(weights["model.layers.0.mlp.up_proj.weight"].data)).toBeCloseTo(0.1, 2)
  expect(deviation(weights["model.layers.0.mlp.down_proj.weight"].data)).toBeCloseTo(0.05, 2)
})
