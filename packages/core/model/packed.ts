import * as names from "../graph/names.ts"
import type { Float } from "../graph/dtype.ts"
import { input } from "../graph/ops/leaf.ts"
import { regroup } from "../graph/ops/rows.ts"
import { broadcastTo, concat, expandDims, reshape } from "../graph/ops/shape.ts"
import type { Tensor } from "../graph/tensor.ts"
import type { ModelConfig, Parameters } from "./architecture.ts"
import { architectures } from "./architectures.ts"
import { type GridLayout, gridLayout } from "./grid_layout.ts"
import { attendGroups, completionLayout, gridShape, promptLayout } from "./layout.ts"
import { parameterInputs } from "./parameters.ts"
import { rowsInput } from "./rows.ts"
import { statesOf } from "./states.ts"

/**
 * The model over a batch of ragged groups, symbolically, on which losses are built. Every prompt is computed once for its
 * G completions, and no linear layer computes padding. The batch has B groups, R = B*G rows, M completion tokens in all,
 * and T tokens in its longest completion.
 * @since 0.1.0
 */
export interface Packed<D extends Float = "float32"> extends GridLayout<D> {
  /** Symbolic parameters, one input each. */
  readonly parameters: Parameters<D>
  /** (M, V): the distribution that generated each completion token. */
  readonly logits: Tensor<D>
  /** (M): the completion tokens. */
  readonly targets: Tensor<"int32">
}

/**
 * Options of the packed model.
 * @since 0.1.0
 */
export interface PackedOptions<D extends Float = "float32"> {
  readonly dtype?: D
}

/**
 * Builds the packed model. Inputs are the parameters and the values that `pack` makes; a graph may use only some of them
 * (`feedsOf` selects those). Grids have the shape `gridShape`, `(B*G, T)`.
 *
 * A prompt's last state predicts the first token of each of its completions, and every completion token but the last is
 * an input that predicts the next. So every state is computed once, and is used.
 * @since 0.1.0
 */
export const packedModel = <D extends Float = "float32">(
  config: ModelConfig,
  options: PackedOptions<D> = {},
): Packed<D> => {
  const { dtype = "float32" as D } = options
  const architecture = architectures[config.architecture]
  const parameters = parameterInputs(config, dtype)
  const layout = { ...promptLayout(config, dtype), ...completionLayout(dtype) }
  const attend = attendGroups(config, layout)
  const { states } = statesOf(config, parameters, { ...layout, attend }) // (N, C)

  const width = states.shape[1]
  const last = regroup(states, layout.last.forward, layout.last.backward) // (B, C)
  const first = reshape(broadcastTo(expandDims(last, 1), ["B", "G", width]), ["B*G", width])
  const rows = rowsInput("rows", { to: ["M"], from: "B*G+N" })
  const predicting = regroup(concat([first, states], 0), rows.forward, rows.backward) // (M, C)

  return {
    parameters,
    logits: architecture.logits(config, parameters, predicting),
    targets: input(names.layout("targets"), ["M"], "int32"),
    ...gridLayout(gridShape[0], dtype),
  }
}
