import type { Float } from "../graph/dtype.ts"
import { dequantize } from "../graph/ops/dequantize.ts"
import { input } from "../graph/ops/leaf.ts"
import { parameterShapes } from "./adapter_shapes.ts"
import type { ModelConfig, Parameters } from "./architecture.ts"
import { quantizedWeights } from "./quantized.ts"

/**
 * One symbolic input a parameter, named as in the checkpoint. A weight that is stored as integers (`quantizedWeights`) is
 * dequantized from two inputs, the integers and their scales.
 */
export const parameterInputs = <D extends Float = "float32">(
  config: ModelConfig,
  dtype: D = "float32" as D,
): Parameters<D> => {
  const scales = quantizedWeights(config)
  const symbol = (name: string, shape: ReadonlyArray<number>) =>
    scales[name] === undefined
      ? input(name, shape, dtype)
      : dequantize(input(name, shape, "int8"), input(scales[name], shape.slice(0, 1), dtype))
  return Object.fromEntries(
    Object.entries(parameterShapes(config)).map(([name, shape]) => [name, symbol(name, shape)]),
  )
}
