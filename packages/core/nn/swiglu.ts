import type { Float } from "../graph/dtype.ts"
import { mul } from "../graph/ops/arithmetic.ts"
import { silu } from "../graph/ops/unary.ts"
import type { Tensor } from "../graph/tensor.ts"
import { type Linear, linear } from "./linear.ts"

/**
 * The three projections of a gated block: C -> F, C -> F, F -> C.
 * @since 0.1.0
 */
export interface Swiglu<D extends Float = "float32"> {
  readonly gate: Linear<D>
  readonly up: Linear<D>
  readonly down: Linear<D>
}

/**
 * `down(silu(gate x) * up x)`; x (N, C) -> (N, C). Shazeer 2020, arXiv:2002.05202.
 * @since 0.1.0
 */
export const swiglu = <D extends Float>(
  { gate, up, down }: Swiglu<D>,
  x: Tensor<D>,
): Tensor<D> => linear(down, mul(silu(linear(gate, x)), linear(up, x)))
