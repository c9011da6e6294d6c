import { describe, expect, it } from "vitest"
import { config, furthest, runOnce, weights } from "../testing/tiny_model.ts"
import { adapterTargets } from "./adapter.ts"
import { adapterShapes, parameterShapes } from "./adapter_shapes.ts"
import type { ModelConfig } from "./architecture.ts"
import { graph } from "../graph/graph.ts"
import { backward } from "../grad/backward.ts"
import { mul } from "../graph/ops/arithmetic.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import type { Values } from "../graph/value.ts"
import { value } from "../graph/value.ts"
import { random } from "../random/seed.ts"
import { initializeAdapter } from "./initialize.ts"
import { mergeAdapter } from "./merge_adapter.ts"
import { pack } from "./pack.ts"
import { packedModel } from "./packed.ts"

const adapted: ModelConfig = { ...config, adapter: { rank: 3, alpha: 6, targets: adapterTargets } }
const batch = [{
  prompt: Int32Array.of(3, 1, 4),
  rows: [Int32Array.of(1, 5, 9), Int32Array.of(2, 6)].map((tokens) => ({ tokens, columns: {} })),
}]

/** An adapter whose every number matters. */
const drawn = (seed: number): typeof weights => {
  const { normal } = random(seed)
  return Object.fromEntries(
    Object.entries(adapterShapes(adapted)).map(([name, shape]) => [
      name,
      value("float32", shape, Float32Array.from({ length: shape[0] * shape[1] }, () => 0.3 * normal())),
    ]),
  )
}
const logits = async (config: ModelConfig, parameters: Values) => {
  const outputs = await runOnce(graph({ logits: packedModel(config).logits }), {
    ...parameters,
    ...pack(config, batch),
  })
  return outputs.logits.data as Float32Array
}

describe("an adapter", () => {
  it("has two matrices for each layer that it is for, and comes after the checkpoint's own", () => {
    const shapes = adapterShapes({ ...config, adapter: { rank: 3, alpha: 6, targets: ["q_proj", "down_proj"] } })
    expect(Object.keys(shapes).length).toBe(2 * 2 * config.layers)
    expect(shapes["model.layers.1.self_attn.q_proj.lora_A.weight"]).toEqual([3, config.width])
    expect(shapes["model.layers.1.mlp.down_proj.lora_B.weight"]).toEqual([config.width, 3])
    expect(Object.keys(parameterShapes(adapted)).slice(0, Object.keys(weights).length)).toEqual(Object.keys(weights))
    expect(adapterShapes(config)).toEqual({})
  })

  it("changes nothing when it is fresh, and is a function of its seed", async () => {
    const fresh = initializeAdapter(adapted, 7)
    expect(await logits(adapted, { ...weights, ...fresh })).toEqual(await logits(config, weights))
    expect(initializeAdapter(adapted, 7)).toEqual(fresh)
    const a = fresh["model.layers.0.mlp.down_proj.lora_A.weight"].data
    expect(initializeAdapter(adapted, 8)["model.layers.0.mlp.down_proj.lora_A.weight"].data).not.toEqual(a)
    const bound = 1 / Math.sqrt(config.inner)
    expect(Math.max(...a.map(Math.abs))).toBeLessThanOrEqual(bound)
    expect(Math.max(...a.map(Math.abs))).toBeGreaterThan(0.8 * bound)
  })

  it("is the same model as its merged weights", async () => {
    const all = { ...weights, ...drawn(5) }
    const merged = mergeAdapter(adapted, all)
    expect(Object.keys(merged)).toEqual(Object.keys(weights))
    expect(merged["model.norm.weight"]).toBe(weights["model.norm.weight"])
    const with_ = await logits(adapted, all)
    expect(furthest(with_, await logits(config, merged))).toBeLessThan(1e-4)
    expect(furthest(with_, await logits(config, weights))).toBeGreaterThan(0.1)
  })

  it.each(["q_proj", "v_proj", "o_proj", "gate_proj", "down_proj"])(
    "has the gradients that the chain rule gives from those of the merged weights: %s",
    async (target) => {
      // W' = W + s B A, so dB = s dW' A' and dA = s B' dW'.
      const layer = `model.layers.1.${
        target.startsWith("q") || target.startsWith("v") || target.startsWith("o") ? "self_attn" : "mlp"
      }.${target}`
      const all = { ...weights, ...drawn(6) }
      const names = [`${layer}.lora_A.weight`, `${layer}.lora_B.weight`]
      const gradients = async (config: ModelConfig, parameters: Values, names: ReadonlyArray<string>) => {
        const { logits, parameters: symbols } = packedModel(config)
        const found = backward(reduceSum(mul(logits, logits)), names.map((name) => symbols[name]))
        const outputs = await runOnce(graph(Object.fromEntries(names.map((name, i) => [`d ${name}`, found[i]]))), {
          ...parameters,
          ...pack(config, batch),
        })
        return names.map((name) => outputs[`d ${name}`].data as Float32Array)
      }
      const [dA, dB] = await gradients(adapted, all, names)
      const [dW] = await gradients(config, mergeAdapter(adapted, all), [`${layer}.weight`])
      const [rows, columns] = weights[`${layer}.weight`].dims
      const [a, b] = names.map((name) => all[name].data)
      const s = 2
      const expectedB = Float64Array.from({ length: rows * 3 }, (_, at) => {
        const [i, k] = [Math.floor(at / 3), at % 3]
        let sum = 0
        for (let j = 0; j < columns; j++) sum += dW[i * columns + j] * a[k * columns + j]
        return s * sum
      })
      const expectedA = Float64Array.from({ length: 3 * columns }, (_, at) => {
        const [k, j] = [Math.floor(at / columns), at % columns]
        let sum = 0
        for (let i = 0; i < rows; i++) sum += b[i * 3 + k] * dW[i * columns + j]
        return s * sum
      })
      const scale = Math.max(...expectedA.map(Math.abs), ...expectedB.map(Math.abs))
      expect(furthest(dA, expectedA) / scale).toBeLessThan(1e-4)
      expect(furthest(dB, expectedB) / scale).toBeLessThan(1e-4)
      expect(Math.max(...dA.map(Math.abs)) / scale).toBeGreaterThan(1e-2)
    },
  )
})
