import type { Float } from "../graph/dtype.ts"
import { add } from "../graph/ops/arithmetic.ts"
import { rotary } from "../graph/ops/fused.ts"
import { reshape } from "../graph/ops/shape.ts"
import type { Tensor } from "../graph/tensor.ts"
import { embedding } from "../nn/embedding.ts"
import { type Linear, linear } from "../nn/linear.ts"
import { rmsNorm } from "../nn/rms_norm.ts"
import { swiglu } from "../nn/swiglu.ts"
import type { Architecture, Parameters } from "./architecture.ts"

/**
 * Llama: pre-norm blocks of grouped-query attention and SwiGLU, no biases. Touvron et al. 2023, arXiv:2302.13971. Names
 * are Hugging Face's.
 */
export const llama: Architecture = {
  name: "llama",
  parameters: ({ vocab, width, inner, layers, heads, keyHeads, headWidth, tied }) => {
    const shapes: Record<string, ReadonlyArray<number>> = { "model.embed_tokens.weight": [vocab, width] }
    for (let layer = 0; layer < layers; layer++) {
      const block = `model.layers.${layer}`
      shapes[`${block}.input_layernorm.weight`] = [width]
      shapes[`${block}.self_attn.q_proj.weight`] = [heads * headWidth, width]
      shapes[`${block}.self_attn.k_proj.weight`] = [keyHeads * headWidth, width]
      shapes[`${block}.self_attn.v_proj.weight`] = [keyHeads * headWidth, width]
      shapes[`${block}.self_attn.o_proj.weight`] = [width, heads * headWidth]
      shapes[`${block}.post_attention_layernorm.weight`] = [width]
      shapes[`${block}.mlp.gate_proj.weight`] = [inner, width]
      shapes[`${block}.mlp.up_proj.weight`] = [inner, width]
      shapes[`${block}.mlp.down_proj.weight`] = [width, inner]
    }
    shapes["model.norm.weight"] = [width]
    if (!tied) shapes["lm_head.weight"] = [vocab, width]
    return shapes
  },
  states: (config, parameters, { tokens, cos, sin, attend }) => {
    const at = layerOf(parameters)
    const [n] = tokens.shape
    let x = embedding(at("model.embed_tokens"), tokens) // (N, C)
    for (let layer = 0; layer < config.layers; layer++) {
      const block = `model.layers.${layer}`
      const project = (name: string, y: typeof x, heads: number) =>
        reshape(linear(at(`${block}.self_attn.${name}_proj`), y), [n, heads, config.headWidth])
      const y = rmsNorm(at(`${block}.input_layernorm`), x, config.epsilon)
      const q = rotary(project("q", y, config.heads), cos, sin) // (N, H, D)
      const k = rotary(project("k", y, config.keyHeads), cos, sin) // (N, K, D)
      const v = project("v", y, config.keyHeads) // (N, K, D)
      x = add(x, linear(at(`${block}.self_attn.o_proj`), attend(layer, { q, k, v })))
      const mlp = {
        gate: at(`${block}.mlp.gate_proj`),
        up: at(`${block}.mlp.up_proj`),
        down: at(`${block}.mlp.down_proj`),
      }
      x = add(x, swiglu(mlp, rmsNorm(at(`${block}.post_attention_layernorm`), x, config.epsilon)))
    }
    return rmsNorm(at("model.norm"), x, config.epsilon)
  },
  logits: ({ tied }, parameters, states) =>
    linear(layerOf(parameters)(tied ? "model.embed_tokens" : "lm_head"), states), // (M, V)
}

// The parameters under a name. A missing weight is a mistake of whoever made the parameters.
const layerOf = <D extends Float>(parameters: Parameters<D>) => (name: string): Linear<D> => {
  const weight: Tensor<D> | undefined = parameters[`${name}.weight`]
  if (weight === undefined) {
    throw new Error(`Cannot build llama: there is no parameter "${name}.weight"`)
  }
  return { weight }
}
