import { expect, it } from "vitest"
import type { ModelConfig } from "../model/architecture.ts"
import { value } from "../graph/value.ts"
import { isHeavy, promptsAtOnce, promptTokensAtOnce, rowsAtOnce } from "./budget.ts"
import { config } from "../testing/tiny_model.ts"

const large: ModelConfig = {
  architecture: "qwen2",
  vocab: 151_936,
  width: 896,
  inner: 4864,
  layers: 24,
  heads: 14,
  keyHeads: 2,
  headWidth: 64,
  epsilon: 1e-6,
  theta: 1e6,
  tied: true,
  maxPositions: 32_768,
}

it("leaves small models as they are", () => {
  expect(rowsAtOnce(config, 64)).toBe(256)
  expect(promptTokensAtOnce(config)).toBe(8192)
  expect(promptsAtOnce(config, 16)).toBeGreaterThan(8192)
})

it("keeps logits, cache, activations and scores of a large one within bounds", () => {
  expect(rowsAtOnce(large, 64)).toBe(220)
  expect(rowsAtOnce(large, 1024)).toBe(85)
  expect(promptTokensAtOnce(large)).toBe(6898)
  expect(promptsAtOnce(large, 256)).toBe(36)
})

it("allows one of whatever is too large", () => {
  expect(rowsAtOnce(large, 10 ** 6)).toBe(1)
  expect(promptsAtOnce(large, 10_000)).toBe(1)
})

it("tells heavy models by their parameters, however they are stored", () => {
  // The pages of an array that nobody writes are not there.
  const of = (length: number) => ({ x: value("float32", [length], new Float32Array(length)) })
  expect(isHeavy(of(2 ** 26), "cpu")).toBe(false)
  const heavy = { ...of(2 ** 26), y: value("float32", [1], new Float32Array(1)) }
  expect((["cpu", "cuda", "webgpu"] as const).map((provider) => isHeavy(heavy, provider))).toEqual([true, false, false])
  expect(isHeavy({ x: value("int8", [2 ** 26 + 1], new Int8Array(2 ** 26 + 1)) }, "cpu")).toBe(true)
  // No file of a model may have 2 GiB.
  expect(isHeavy(of(2 ** 29), "cuda")).toBe(true)
})
