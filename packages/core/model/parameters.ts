import type { Float } from "../graph/dtype.ts"
import { input } from "../graph/ops/leaf.ts"
import { parameterShapes } from "./adapter_shapes.ts"
import type { ModelConfig, Parameters } from "./architecture.ts"

/** One symbolic input a parameter, named as in the checkpoint. */
export const parameterInputs = <D extends Float = "float32">(
  config: ModelConfig,
  dtype: D = "float32" as D,
): Parameters<D> =>
  Object.fromEntries(
    Object.entries(parameterShapes(config)).map(([name, shape]) => [name, input(name, shape, dtype)]),
  )
