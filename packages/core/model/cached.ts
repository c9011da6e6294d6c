// The model of the sampler: a prompt is read once, then every step reads one token a row beside the keys and values of
// all earlier ones.
import * as names from "../graph/names.ts"
import type { Dim } from "../graph/dim.ts"
import { input } from "../graph/ops/leaf.ts"
import { gather } from "../graph/ops/rows.ts"
import type { Tensor } from "../graph/tensor.ts"
import { cachedAttention } from "../nn/cached_attention.ts"
import { architectures } from "./architectures.ts"
import type { ModelConfig, Parameters } from "./architecture.ts"
import { attendPrompts, promptLayout } from "./layout.ts"
import { parameterInputs } from "./parameters.ts"
import { statesOf } from "./states.ts"

/** Logits and new cache rows, symbolically, to be closed into a graph together with tensors computed from the logits. */
export interface CachedModel {
  /** Symbolic parameters, one input each. */
  readonly parameters: Parameters
  /** (B, V) of each prompt's last token, or (R, V) of each row's token. */
  readonly logits: Tensor<"float32">
  /** `key.<layer>` and `value.<layer>`; keys are already rotated. */
  readonly cache: Readonly<Record<string, Tensor<"float32">>>
}

/**
 * Reads prompts. Inputs are `packPrompts`'s; the cache is (N, K, D), one row a prompt token in the order of the
 * prompts; the logits are (B, V).
 */
export const prefillModel = (config: ModelConfig): CachedModel => {
  const architecture = architectures[config.architecture]
  const parameters = parameterInputs(config, "float32")
  const layout = promptLayout(config, "float32")
  const attend = attendPrompts(config, layout)
  const { states, kept } = statesOf(config, parameters, {
    ...layout,
    attend: (layer, heads) => ({ ...attend(layer, heads), kept: cacheRows(layer, heads.k, heads.v) }),
  })
  const last = gather(states, layout.last.forward) // (B, C)
  return { parameters, cache: kept, logits: architecture.logits(config, parameters, last) }
}

/**
 * Reads one token a row. Inputs: `tokens` (R), `cos` and `sin` (R, D/2) of each row's position, `bias` (R, S) added to
 * the scores of the slab (-1e9 where a slot is not the row's), and per layer `past.key.<layer>` and
 * `past.value.<layer>`, (R, K, S, D) with S at least 1. The cache is (R, K, D), the slab's next slot; the logits are
 * (R, V).
 */
export const decodeModel = (config: ModelConfig): CachedModel => {
  const architecture = architectures[config.architecture]
  const parameters = parameterInputs(config, "float32")
  const slab: ReadonlyArray<Dim> = ["R", config.keyHeads, "S", config.headWidth]
  const bias = input("bias", ["R", "S"])
  const { states, kept } = statesOf(config, parameters, {
    tokens: input("tokens", ["R"], "int32"),
    cos: input("cos", ["R", config.headWidth / 2]),
    sin: input("sin", ["R", config.headWidth / 2]),
    attend: (layer, heads) => {
      const pastKeys = input(names.past(`key.${layer}`), slab)
      const pastValues = input(names.past(`value.${layer}`), slab)
      return {
        states: cachedAttention({ ...heads, pastKeys, pastValues, bias }),
        kept: cacheRows(layer, heads.k, heads.v),
      }
    },
  })
  return { parameters, cache: kept, logits: architecture.logits(config, parameters, states) }
}

const cacheRows = (layer: number, keys: Tensor<"float32">, values: Tensor<"float32">) => ({
  [`key.${layer}`]: keys,
  [`value.${layer}`]: values,
})
