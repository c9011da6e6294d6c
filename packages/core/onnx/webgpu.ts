// The WebGPU provider: primitives, and only those fused kernels whose every used output was found equal to the CPU's.
// SimplifiedLayerNormalization's second output, the inverse root mean squares, is wrong there: it stays primitive.
import { scatterByProduct } from "./_one_hot.ts"
import type { Lowering } from "./lower.ts"
import { plain } from "./plain.ts"

/** Above this many rows the matrix of ones and zeros is too large, and sums are not reproducible to the last bit. */
const productRows = 4096

/** The lowering of the WebGPU provider. */
export const webgpu: Lowering = {
  opset: plain.opset,
  rows: {
    ...plain.rows,
    rmsNorm: (node, x, e) =>
      node.dtype === "float32"
        ? e.op("SimplifiedLayerNormalization", x, {
          attributes: { axis: -1, epsilon: { float: node.attributes.epsilon }, stash_type: 1 },
        })
        : plain.rows.rmsNorm(node, x, e),
    scatterAdd: (node, x, e) =>
      Number(node.shape[0]) <= productRows ? scatterByProduct(node, x, e) : plain.rows.scatterAdd(node, x, e),
  },
}
