import type { Float } from "../graph/dtype.ts"
import { gather } from "../graph/ops/rows.ts"
import type { Tensor } from "../graph/tensor.ts"

/**
 * The row of `weight` for each token: weight [V, C], tokens (N) -> (N, C).
 * @since 0.1.0
 */
export const embedding = <D extends Float>(
  { weight }: { readonly weight: Tensor<D> },
  tokens: Tensor<"int32">,
): Tensor<D> => gather(weight, tokens)
