// The CUDA provider: the fused kernels of the CPU provider, except those whose results were found to differ on an NVIDIA GPU.
// CUDA sums into repeated rows by atomic additions in random order, so that the last bits change from run to run; small sums
// are a product instead.
import { lowered } from "./_log_softmax.ts"
import { scatterByProduct } from "./_scatter.ts"
import { cpu } from "./cpu.ts"
import type { Lowering } from "./lower.ts"
import { plain } from "./plain.ts"

/** The lowering of the CUDA provider. */
export const cuda: Lowering = {
  opset: cpu.opset,
  rows: {
    ...cpu.rows,
    // The kernel adds a row's largest element to the logarithm of the sum, which loses digits if large.
    logSoftmax: (node, [x], e) => cpu.rows.logSoftmax(node, [lowered(x, e)], e),
    tokenLogprob: (node, [z, target], e) => cpu.rows.tokenLogprob(node, [lowered(z, e), target], e),
    // CUDA has the kernel up to ONNX's operator set 22.
    dequantize: plain.rows.dequantize,
    // A larger matrix would take too much memory: then the last bits of the sums are left to chance.
    scatterAdd: scatterByProduct(4096),
  },
}
