import type { Float } from "../graph/dtype.ts"
import { add } from "../graph/ops/arithmetic.ts"
import { matmul } from "../graph/ops/matmul.ts"
import type { Tensor } from "../graph/tensor.ts"

/** A weight [O, I], as PyTorch and Hugging Face store it, and perhaps a bias [O]. */
export interface Linear<D extends Float = "float32"> {
  readonly weight: Tensor<D>
  readonly bias?: Tensor<D> | undefined
}

/** `x W' + b`; x (N, I) -> (N, O). */
export const linear = <D extends Float>({ weight, bias }: Linear<D>, x: Tensor<D>): Tensor<D> => {
  const y = matmul(x, weight, { transB: true })
  return bias === undefined ? y : add(y, bias)
}
