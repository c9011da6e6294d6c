import type { Value, Values } from "../graph/value.ts"
import { adapterTargets } from "./adapter.ts"
import { architectures } from "./architectures.ts"
import type { ModelConfig } from "./architecture.ts"
import { quantize } from "./quantize.ts"

const linear = new RegExp(`\\.(?:${adapterTargets.join("|")})\\.weight$`)

/**
 * The weights that a model stores as integers, each with the name of its scales: with `frozen` of the adapter, all linear
 * layers of the blocks, adapted or not; otherwise none. Embeddings, norms, biases and the head keep their precision.
 *
 * @example
 * ```ts
 * import { quantizedWeights } from "@rlif/core/model/quantized.ts"
 *
 * const scales = quantizedWeights({
 *   architecture: "llama", vocab: 16, width: 8, inner: 16, layers: 1, heads: 2, keyHeads: 1, headWidth: 4, epsilon: 1e-5,
 *   theta: 10_000, tied: true, maxPositions: 64,
 *   adapter: { rank: 2, alpha: 4, targets: ["down_proj"], frozen: "int8" },
 * })
 * Object.keys(scales).length // 7
 * scales["model.layers.0.mlp.up_proj.weight"] // "model.layers.0.mlp.up_proj.weight_scale"
 * ```
 */
export const quantizedWeights = (
  config: ModelConfig,
  frozen = config.adapter?.frozen,
): Readonly<Record<string, string>> => {
  if (frozen === undefined) return {}
  const names = Object.keys(architectures[config.architecture].parameters(config)).filter((name) => linear.test(name))
  return Object.fromEntries(names.map((name) => [name, `${name}_scale`]))
}

/** The feeds of a model's graphs from parameters in float32. Parameters that are not stored as integers are not copied. */
export const quantized = (config: ModelConfig, parameters: Readonly<Record<string, Value<"float32">>>): Values => {
  const scales = quantizedWeights(config)
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, parameter]): ReadonlyArray<readonly [string, Value]> => {
      if (scales[name] === undefined) return [[name, parameter]]
      const { weight, scale } = quantize(parameter)
      return [[name, weight], [scales[name], scale]]
    }),
  )
}
