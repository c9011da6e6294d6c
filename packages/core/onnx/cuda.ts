// The CUDA provider: the fused kernels of the CPU provider exist there too. Sums into repeated rows use atomic
// additions on a GPU, whose order, and so whose last bits, change from run to run: small ones are a product instead.
import { scatterByProduct } from "./_one_hot.ts"
import { cpu } from "./cpu.ts"
import type { Lowering } from "./lower.ts"

/** Above this many rows the matrix of ones and zeros is too large, and sums are not reproducible to the last bit. */
const productRows = 4096

/** The lowering of the CUDA provider. */
export const cuda: Lowering = {
  opset: cpu.opset,
  rows: {
    ...cpu.rows,
    scatterAdd: (node, x, e) =>
      Number(node.shape[0]) <= productRows ? scatterByProduct(node, x, e) : cpu.rows.scatterAdd(node, x, e),
  },
}
