import type { Float } from "../graph/dtype.ts"
import { add, mul } from "../graph/ops/arithmetic.ts"
import { matmul } from "../graph/ops/matmul.ts"
import type { Tensor } from "../graph/tensor.ts"

/**
 * A linear layer: a weight [O, I], in the layout of PyTorch and Hugging Face, and perhaps a bias [O].
 * @since 0.1.0
 */
export interface Linear<D extends Float = "float32"> {
  readonly weight: Tensor<D>
  readonly bias?: Tensor<D> | undefined
  /** A low-rank addition: a [r, I], b [O, r]. */
  readonly lora?: { readonly a: Tensor<D>; readonly b: Tensor<D>; readonly scale: number } | undefined
}

/**
 * `x W' + b`, plus `scale (x A') B'` with a low-rank addition; x (N, I) -> (N, O).
 * @since 0.1.0
 */
export const linear = <D extends Float>({ weight, bias, lora }: Linear<D>, x: Tensor<D>): Tensor<D> => {
  const y = matmul(x, weight, { transB: true })
  const biased = bias === undefined ? y : add(y, bias)
  if (lora === undefined) return biased
  const low = matmul(x, lora.a, { transB: true }) // (N, r)
  return add(biased, matmul(mul(low, lora.scale), lora.b, { transB: true }))
}
