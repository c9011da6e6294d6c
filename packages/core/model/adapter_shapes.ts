import { adapterLayer } from "./_adapter_layer.ts"
import type { ModelConfig } from "./architecture.ts"
import { architectures } from "./architectures.ts"

/**
 * The shapes of the adapter's parameters by name, in the order of the layers: `lora_A.weight` (r, I) and `lora_B.weight`
 * (O, r) for a weight (O, I). Empty if the model has no adapter.
 *
 * @example
 * ```ts
 * import { adapterShapes } from "@rlif/core/model/adapter-shapes"
 *
 * const shapes = adapterShapes({
 *   architecture: "llama", vocab: 16, width: 8, inner: 16, layers: 1, heads: 2, keyHeads: 1, headWidth: 4,
 *   epsilon: 1e-5, theta: 10_000, tied: true, maxPositions: 64, adapter: { rank: 2, alpha: 4, targets: ["down_proj"] },
 * })
 * shapes["model.layers.0.mlp.down_proj.lora_A.weight"] // [2, 16]
 * shapes["model.layers.0.mlp.down_proj.lora_B.weight"] // [8, 2]
 * ```
 *
 * @since 0.1.0
 */
export const adapterShapes = (config: ModelConfig): Readonly<Record<string, ReadonlyArray<number>>> => {
  const { architecture, adapter } = config
  if (adapter === undefined) return {}
  const { targets } = adapter
  const adapted = new RegExp(`^(.*\\.(?:${targets.join("|")}))\\.weight$`)
  return Object.fromEntries(
    Object.entries(architectures[architecture].parameters(config)).flatMap(([name, [rows, columns]]) => {
      const layer = adapted.exec(name)?.[1]
      if (layer === undefined) return []
      const { rank } = adapterLayer(adapter, layer)
      return [[`${layer}.lora_A.weight`, [rank, columns]], [`${layer}.lora_B.weight`, [rows, rank]]]
    }),
  )
}

/**
 * The shapes of all parameters by name: first the checkpoint's, then the adapter's.
 * @since 0.1.0
 */
export const parameterShapes = (config: ModelConfig): Readonly<Record<string, ReadonlyArray<number>>> => ({
  ...architectures[config.architecture].parameters(config),
  ...adapterShapes(config),
})
