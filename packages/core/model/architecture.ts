import type { Float } from "../graph/dtype.ts"
import type { Tensor } from "../graph/tensor.ts"
import type { RopeScaling } from "../nn/rotary_frequencies.ts"
import type { Adapter } from "./adapter.ts"

/**
 * The shape of a decoder, as data. Hugging Face's names of these fields stay in `checkpoint/config.ts`.
 * @since 0.1.0
 */
export interface ModelConfig {
  readonly architecture: "llama" | "qwen2" | "qwen3"
  readonly vocab: number
  readonly width: number
  readonly inner: number
  readonly layers: number
  readonly heads: number
  readonly keyHeads: number
  readonly headWidth: number
  readonly epsilon: number
  readonly theta: number
  /** How rotations are slowed down for longer texts. Default: not at all. */
  readonly ropeScaling?: RopeScaling
  readonly tied: boolean
  /** Biases on queries, keys, values and attention's output, for families that may have them. Default: the family's. */
  readonly attentionBias?: true
  readonly maxPositions: number
  /** An adapter beside the checkpoint's own parameters. Default: none. */
  readonly adapter?: Adapter
}

/**
 * Whether a number is a token id of the model.
 * @since 0.1.0
 */
export const inVocabulary = (token: number, { vocab }: Pick<ModelConfig, "vocab">): boolean =>
  Number.isInteger(token) && token >= 0 && token < vocab

/**
 * Symbolic parameters by checkpoint name.
 * @since 0.1.0
 */
export type Parameters<D extends Float = "float32"> = Readonly<Record<string, Tensor<D>>>

/**
 * States, and tensors that the layers before them keep, such as keys and values, by name.
 * @since 0.1.0
 */
export interface Kept<D extends Float = "float32"> {
  readonly states: Tensor<D>
  readonly kept: Readonly<Record<string, Tensor<D>>>
}

/**
 * The attention of one layer, q (N, H, D), k and v (N, K, D) -> (N, H*D): the packed form attends within a batch of ragged
 * sequences, the cached form to a slab of earlier tokens.
 * @since 0.1.0
 */
export type Attend<D extends Float = "float32"> = (
  layer: number,
  heads: { readonly q: Tensor<D>; readonly k: Tensor<D>; readonly v: Tensor<D> },
) => Kept<D>

/**
 * The inputs of every layer beside the states.
 * @since 0.1.0
 */
export interface BlockInputs<D extends Float = "float32"> {
  /** Cosines of the rotary embedding's angles, (N, D/2); `sin` likewise. */
  readonly cos: Tensor<D>
  readonly sin: Tensor<D>
  readonly attend: Attend<D>
}

/**
 * A family of decoders, as a value; each family has a file of its own.
 * @since 0.1.0
 */
export interface Architecture {
  readonly name: ModelConfig["architecture"]
  /** Every parameter's shape by its checkpoint name, in checkpoint order. A tied head has no entry. */
  readonly parameters: (config: ModelConfig) => Readonly<Record<string, ReadonlyArray<number>>>
  /** Tensors that a checkpoint may hold besides, by name: each is a copy of the parameter that it maps to. */
  readonly copies: (config: ModelConfig) => Readonly<Record<string, string>>
  /** Token ids (N) -> states (N, C). */
  readonly embed: <D extends Float>(
    config: ModelConfig,
    parameters: Parameters<D>,
    tokens: Tensor<"int32">,
  ) => Tensor<D>
  /** One layer: states (N, C) -> (N, C). */
  readonly block: <D extends Float>(
    config: ModelConfig,
    parameters: Parameters<D>,
    inputs: BlockInputs<D> & { readonly layer: number; readonly states: Tensor<D> },
  ) => Kept<D>
  /** The final norm: (N, C) -> (N, C). */
  readonly norm: <D extends Float>(config: ModelConfig, parameters: Parameters<D>, states: Tensor<D>) => Tensor<D>
  /** States (M, C) -> logits (M, V). */
  readonly logits: <D extends Float>(config: ModelConfig, parameters: Parameters<D>, states: Tensor<D>) => Tensor<D>
}
