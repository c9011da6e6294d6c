// The CUDA provider: the fused kernels of the CPU provider exist there too. Sums into repeated rows use atomic
// additions on a GPU, whose order, and so whose last bits, change from run to run: small ones are a product instead.
import { scatterByProduct } from "./_scatter.ts"
import { cpu } from "./cpu.ts"
import type { Lowering } from "./lower.ts"

/** The lowering of the CUDA provider. */
export const cuda: Lowering = {
  opset: cpu.opset,
  rows: {
    ...cpu.rows,
    // Beyond this the matrix would be too large, and the last bits of the sums are left to chance.
    scatterAdd: scatterByProduct(4096),
  },
}
