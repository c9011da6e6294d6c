import type { Float } from "../graph/dtype.ts"
import { add } from "../graph/ops/arithmetic.ts"
import { rotary } from "../graph/ops/fused.ts"
import { reshape } from "../graph/ops/shape.ts"
import type { Tensor } from "../graph/tensor.ts"
import { embedding } from "../nn/embedding.ts"
import { type Linear, linear } from "../nn/linear.ts"
import { rmsNorm } from "../nn/rms_norm.ts"
import { swiglu } from "../nn/swiglu.ts"
import { adapterLayer } from "./_adapter_layer.ts"
import type { Architecture, ModelConfig, Parameters } from "./architecture.ts"

/** The differences between families of pre-norm decoders. */
export interface DecoderOptions {
  readonly name: Architecture["name"]
  /** Biases on queries, keys and values. */
  readonly biased?: boolean
  /** RMS norms over the width of each head of queries and keys, before the rotation. */
  readonly normed?: boolean
}

/**
 * Pre-norm blocks of grouped-query attention with rotary embeddings, and of SwiGLU. Names are Hugging Face's.
 *
 *   y = norm(x);  x += W_o attention(rotate(W_q y), rotate(W_k y), W_v y);  x += swiglu(norm(x))
 */
export const decoder = ({ name, biased = false, normed = false }: DecoderOptions): Architecture => ({
  name,
  parameters: (config) => shapesOf(config, { biased, normed }),
  copies: ({ tied }) => (tied ? { "lm_head.weight": "model.embed_tokens.weight" } : {}),
  embed: (config, parameters, tokens) => embedding(layerOf(config, parameters)("model.embed_tokens"), tokens), // (N, C)
  block: (config, parameters, { layer, states, cos, sin, attend }) => {
    const at = (part: string) => layerOf(config, parameters)(`model.layers.${layer}.${part}`)
    const [n] = states.shape
    const y = rmsNorm(at("input_layernorm"), states, config.epsilon)
    const project = (head: string, heads: number) =>
      reshape(linear(at(`self_attn.${head}_proj`), y), [n, heads, config.headWidth])
    const turn = (head: string, heads: number) => {
      const projected = project(head, heads)
      const scaled = normed ? rmsNorm(at(`self_attn.${head}_norm`), projected, config.epsilon) : projected
      return rotary(scaled, cos, sin)
    }
    const q = turn("q", config.heads) // (N, H, D)
    const k = turn("k", config.keyHeads) // (N, K, D)
    const v = project("v", config.keyHeads) // (N, K, D)
    const { states: read, kept } = attend(layer, { q, k, v })
    const x = add(states, linear(at("self_attn.o_proj"), read))
    const mlp = { gate: at("mlp.gate_proj"), up: at("mlp.up_proj"), down: at("mlp.down_proj") }
    return { states: add(x, swiglu(mlp, rmsNorm(at("post_attention_layernorm"), x, config.epsilon))), kept }
  },
  norm: (config, parameters, states) => rmsNorm(layerOf(config, parameters)("model.norm"), states, config.epsilon),
  logits: (config, parameters, states) =>
    linear(layerOf(config, parameters)(config.tied ? "model.embed_tokens" : "lm_head"), states), // (M, V)
})

/** The shape of each parameter, in the order of a checkpoint. */
const shapesOf = (
  { vocab, width, inner, layers, heads, keyHeads, headWidth, tied, attentionBias }: ModelConfig,
  { biased, normed }: { readonly biased: boolean; readonly normed: boolean },
): Readonly<Record<string, ReadonlyArray<number>>> => {
  const shapes: Record<string, ReadonlyArray<number>> = { "model.embed_tokens.weight": [vocab, width] }
  for (let layer = 0; layer < layers; layer++) {
    const block = `model.layers.${layer}`
    shapes[`${block}.input_layernorm.weight`] = [width]
    for (const [head, count] of [["q", heads], ["k", keyHeads], ["v", keyHeads]] as const) {
      shapes[`${block}.self_attn.${head}_proj.weight`] = [count * headWidth, width]
      if (biased || attentionBias) shapes[`${block}.self_attn.${head}_proj.bias`] = [count * headWidth]
    }
    shapes[`${block}.self_attn.o_proj.weight`] = [width, heads * headWidth]
    if (attentionBias) shapes[`${block}.self_attn.o_proj.bias`] = [width]
    if (normed) { for (const head of ["q", "k"]) shapes[`${block}.self_attn.${head}_norm.weight`] = [headWidth] }
    shapes[`${block}.post_attention_layernorm.weight`] = [width]
    shapes[`${block}.mlp.gate_proj.weight`] = [inner, width]
    shapes[`${block}.mlp.up_proj.weight`] = [inner, width]
    shapes[`${block}.mlp.down_proj.weight`] = [width, inner]
  }
  shapes["model.norm.weight"] = [width]
  if (!tied) shapes["lm_head.weight"] = [vocab, width]
  return shapes
}

// The parameters under a name. A missing weight is a mistake in the caller's parameters.
const layerOf = <D extends Float>(config: ModelConfig, parameters: Parameters<D>) => (name: string): Linear<D> => {
  const { architecture, adapter } = config
  const found = (part: string): Tensor<D> | undefined => parameters[`${name}.${part}`]
  const [weight, a, b] = [found("weight"), found("lora_A.weight"), found("lora_B.weight")]
  if (weight === undefined) throw new Error(`Cannot build ${architecture}: there is no parameter "${name}.weight"`)
  const adapted = adapter !== undefined && a !== undefined && b !== undefined
  return { weight, bias: found("bias"), lora: adapted ? { a, b, scale: adapterLayer(adapter, name).scale } : undefined }
}
