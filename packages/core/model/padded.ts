// The model for other runtimes: padded batches, and a cache that goes in and comes out whole.
import { product, sum } from "../graph/dim.ts"
import { type Graph, graph } from "../graph/graph.ts"
import { attention } from "../graph/ops/fused.ts"
import { input, scalar } from "../graph/ops/leaf.ts"
import { cumSum } from "../graph/ops/reduce.ts"
import { gather } from "../graph/ops/rows.ts"
import { broadcastTo, concat, expandDims, reshape, slice, transpose } from "../graph/ops/shape.ts"
import { and, lessEqual, where } from "../graph/ops/truth.ts"
import { cast } from "../graph/ops/unary.ts"
import type { Tensor } from "../graph/tensor.ts"
import { rotaryTables } from "../nn/rotary.ts"
import { type Value, value } from "../graph/value.ts"
import type { Attend, ModelConfig } from "./architecture.ts"
import { architectures } from "./architectures.ts"
import { parameterInputs } from "./parameters.ts"
import { statesOf } from "./states.ts"

// Transformers.js makes the empty cache of the first call from these names: every symbol but the batch is a size of 0.
const [b, t, s] = ["batch_size", "sequence_length", "past_sequence_length"]
const all = sum([s, t])

/**
 * Reads T more tokens of B rows beside S earlier ones. Inputs and outputs have the names of Hugging Face's exports:
 *
 *     input_ids, position_ids (B, T), attention_mask (B, S+T), past_key_values.<layer>.key and .value (B, K, S, D)
 *     -> logits (B, T, V), present.<layer>.key and .value (B, K, S+T, D)
 *
 * A token sees itself and what is before it, where the mask is 1. Parameters are inputs as everywhere, and so are
 * `rotary.cos` and `rotary.sin`, the `angleTables`.
 */
export const paddedModel = (config: ModelConfig): Graph => {
  const { keyHeads, headWidth, maxPositions } = config
  const architecture = architectures[config.architecture]
  const parameters = parameterInputs(config, "float32")
  const flat = product([b, t])
  const positions = reshape(input("position_ids", [b, t], "int32"), [flat])
  const turn = (name: string) => gather(input(`rotary.${name}`, [maxPositions, headWidth / 2]), positions) // (BT, D/2)
  const past = (layer: number, name: string) => input(`past_key_values.${layer}.${name}`, [b, keyHeads, s, headWidth])
  const bias = maskBias(input("attention_mask", [b, all], "int32"))

  const attend: Attend = (layer, { q, k, v }) => {
    // (BT, K, D), after the past's (B, K, S, D) -> (B, K, S+T, D)
    const extend = (name: string, x: Tensor<"float32">) => {
      const own = transpose(reshape(x, [b, t, keyHeads, headWidth]), [0, 2, 1, 3])
      return concat([past(layer, name), own], 2)
    }
    const [key, value] = [extend("key", k), extend("value", v)]
    const queries = transpose(reshape(q, [b, t, ...q.shape.slice(1)]), [0, 2, 1, 3]) // (B, H, T, D)
    const mixed = attention({ q: queries, k: key, v: value, bias }, 1 / Math.sqrt(headWidth))
    const out = transpose(mixed, [0, 2, 1, 3])
    const kept = { [`present.${layer}.key`]: key, [`present.${layer}.value`]: value }
    return { states: reshape(out, [flat, product(q.shape.slice(1))]), kept }
  }
  const tokens = reshape(input("input_ids", [b, t], "int32"), [flat])
  const { states, kept } = statesOf(config, parameters, { tokens, cos: turn("cos"), sin: turn("sin"), attend })
  const logits = reshape(architecture.logits(config, parameters, states), [b, t, config.vocab])
  return graph({ logits, ...kept })
}

/** The cosines and sines of all positions of the model, (P, D/2) each: one row a position. */
export const angleTables = (config: ModelConfig): Readonly<Record<string, Value<"float32">>> => {
  const { cos, sin } = rotaryTables(config, Int32Array.from({ length: config.maxPositions }, (_, i) => i))
  const dims = [config.maxPositions, config.headWidth / 2]
  return { "rotary.cos": value("float32", dims, cos), "rotary.sin": value("float32", dims, sin) }
}

// 0 if token S+i may see token j, j <= S+i, else -1e9: (B, S+T) -> (B, 1, T, S+T). A row of padding is -1e9 throughout, which
// softmax treats like a row of zeros.
const maskBias = (mask: Tensor<"int32">): Tensor<"float32"> => {
  const index = cumSum(broadcastTo(scalar(1, "float32"), [all]), 0) // 1, 2, ..., S+T
  const causal = lessEqual(expandDims(index, 0), expandDims(slice(index, 0, { start: s }), 1)) // (T, S+T)
  const seen = and(reshape(cast(mask, "bool"), [b, 1, 1, all]), reshape(causal, [1, 1, t, all]))
  return where(seen, scalar(0, "float32"), -1e9)
}
