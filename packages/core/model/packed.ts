import type { Float } from "../graph/dtype.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Parameters } from "./architecture.ts";

/**
 * The model over a batch of ragged groups, symbolically: what losses are built on. Every prompt is computed once for
 * its G completions, and no linear layer sees padding. M completion tokens in all, R = groups * G rows, T the longest.
 */
export interface Packed<D extends Float = "float32"> {
  /** Symbolic parameters, one input each. */
  readonly parameters: Parameters<D>;
  /** (M, V): the distribution that generated each completion token. */
  readonly logits: Tensor<D>;
  /** (M): the completion tokens. */
  readonly targets: Tensor<"int32">;
  /** (M) -> (R, T), zeros in the padding. */
  readonly toGrid: (x: Tensor<D>) => Tensor<D>;
  /** (R, T): 1 at completion tokens, 0 in the padding; made from lengths. */
  readonly mask: Tensor<D>;
  /** (R, 1): completion lengths; an absent row of a narrower group has length 0. */
  readonly lengths: Tensor<D>;
}
