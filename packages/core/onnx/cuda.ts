// The CUDA provider: the fused kernels of the CPU provider exist there too, but for what was found unequal on an NVIDIA
// GPU. Sums into repeated rows use atomic additions there, whose order, and so whose last bits, change from run to run:
// small ones are a product instead.
import type { Emit } from "./_emit.ts"
import { broadcastFirst, fusedProduct } from "./_product.ts"
import { scatterByProduct } from "./_scatter.ts"
import { cpu } from "./cpu.ts"
import type { Lowering } from "./lower.ts"
import { matmulRow, plain } from "./plain.ts"

/** Rows whose largest element is 0: the kernel adds it to the logarithm of the sum, whose digits it takes where it is large. */
const lowered = (x: string, e: Emit) =>
  e.op("Sub", [x, e.op("ReduceMax", [x, e.int64([-1])], { attributes: { keepdims: 1 } })])

/** The lowering of the CUDA provider. */
export const cuda: Lowering = {
  opset: cpu.opset,
  rows: {
    ...cpu.rows,
    matmul: matmulRow(broadcastFirst(fusedProduct)),
    logSoftmax: (node, [x], e) => cpu.rows.logSoftmax(node, [lowered(x, e)], e),
    tokenLogprob: (node, [z, target], e) => cpu.rows.tokenLogprob(node, [lowered(z, e), target], e),
    // The kernel exists there up to ONNX's operator set 22.
    dequantize: plain.rows.dequantize,
    // Beyond this the matrix would be too large, and the last bits of the sums are left to chance.
    scatterAdd: scatterByProduct(4096),
  },
}
