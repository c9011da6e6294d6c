import type { Float } from "../graph/dtype.ts"
import type { Tensor } from "../graph/tensor.ts"
import type { BlockInputs, Kept, ModelConfig, Parameters } from "./architecture.ts"
import { architectures } from "./architectures.ts"

/** All layers: token ids (N) -> states after the final norm (N, C), and what the layers keep. */
export const statesOf = <D extends Float>(
  config: ModelConfig,
  parameters: Parameters<D>,
  { tokens, ...inputs }: BlockInputs<D> & { readonly tokens: Tensor<"int32"> },
): Kept<D> => {
  const { embed, block, norm } = architectures[config.architecture]
  let all: Kept<D> = { states: embed(config, parameters, tokens), kept: {} }
  for (let layer = 0; layer < config.layers; layer++) {
    const { states, kept } = block(config, parameters, { ...inputs, layer, states: all.states })
    all = { states, kept: { ...all.kept, ...kept } }
  }
  return { states: norm(config, parameters, all.states), kept: all.kept }
}
