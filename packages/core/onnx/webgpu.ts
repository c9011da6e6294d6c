// The WebGPU provider: primitives, and only those fused kernels whose every used output was found equal to the CPU's.
// SimplifiedLayerNormalization's second output, the inverse root mean squares, is wrong there: it stays primitive. LogSoftmax
// has no kernel there: logits would cross to the processor at every log-probability.
import { primitiveLogSoftmax, primitiveTokenLogprob } from "./_log_softmax.ts"
import { matrixProduct } from "./_product.ts"
import { scatterByProduct } from "./_scatter.ts"
import type { Lowering } from "./lower.ts"
import { dequantizeLinear, matmulRow, plain } from "./plain.ts"

/** The lowering of the WebGPU provider. */
export const webgpu: Lowering = {
  opset: plain.opset,
  rows: {
    ...plain.rows,
    matmul: matmulRow(matrixProduct),
    dequantize: (node, x, e) => (node.dtype === "float32" ? dequantizeLinear : plain.rows.dequantize)(node, x, e),
    rmsNorm: (node, x, e) =>
      node.dtype === "float32"
        ? e.op("SimplifiedLayerNormalization", x, {
          attributes: { axis: -1, epsilon: { float: node.attributes.epsilon }, stash_type: 1 },
        })
        : plain.rows.rmsNorm(node, x, e),
    logSoftmax: primitiveLogSoftmax,
    tokenLogprob: primitiveTokenLogprob,
    // A larger matrix would take too much memory: then the last bits of the sums are left to chance.
    scatterAdd: scatterByProduct(4096),
  },
}
