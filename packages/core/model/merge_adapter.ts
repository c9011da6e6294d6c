import { type Value, value } from "../graph/value.ts"
import { adapterLayer } from "./_adapter_layer.ts"
import { adapterShapes } from "./adapter_shapes.ts"
import type { ModelConfig } from "./architecture.ts"

type Weights = Readonly<Record<string, Value<"float32">>>

/**
 * Folds the adapter into the base weights, `W + scale B A`, summed in 64 bits: the same model without an adapter. Weights of
 * layers without an adapter are returned as they are, not copied.
 * @since 0.1.0
 */
export const mergeAdapter = (config: ModelConfig, parameters: Weights): Weights => {
  const low = adapterShapes(config)
  const { adapter } = config
  if (adapter === undefined) return parameters
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, weight]) => {
      if (low[name] !== undefined) return []
      const layer = name.replace(/\.weight$/, "")
      const [a, b] = [parameters[`${layer}.lora_A.weight`], parameters[`${layer}.lora_B.weight`]]
      if (a === undefined || b === undefined) return [[name, weight]]
      const { rank, scale: factor } = adapterLayer(adapter, layer)
      const [rows, columns] = weight.dims
      const data = new Float32Array(rows * columns)
      const row = new Float64Array(columns)
      for (let i = 0; i < rows; i++) {
        row.fill(0)
        for (let k = 0; k < rank; k++) {
          const scale = factor * b.data[i * rank + k]
          for (let j = 0; j < columns; j++) row[j] += scale * a.data[k * columns + j]
        }
        for (let j = 0; j < columns; j++) data[i * columns + j] = weight.data[i * columns + j] + row[j]
      }
      return [[name, value("float32", weight.dims, data)]]
    }),
  )
}
