import type { Float } from "../graph/dtype.ts"
import type { Tensor } from "../graph/tensor.ts"
import type { BlockInputs, ModelConfig, Parameters } from "./architecture.ts"
import { architectures } from "./architectures.ts"

/** All layers: token ids (N) -> states after the final norm (N, C). */
export const statesOf = <D extends Float>(
  config: ModelConfig,
  parameters: Parameters<D>,
  { tokens, ...inputs }: BlockInputs<D> & { readonly tokens: Tensor<"int32"> },
): Tensor<D> => {
  const { embed, block, norm } = architectures[config.architecture]
  let states = embed(config, parameters, tokens)
  for (let layer = 0; layer < config.layers; layer++) states = block(config, parameters, { ...inputs, layer, states })
  return norm(config, parameters, states)
}
