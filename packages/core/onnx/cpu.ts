// The CPU provider: plain rows, with ONNX Runtime's fused kernels where they are faster. Fused kernels are single
// precision; in double precision each row falls back on the plain one.
import type { Node, OpName } from "../graph/tensor.ts"
import { attentionRows } from "./_attention.ts"
import type { Emit } from "./_emit.ts"
import { scatterByProduct } from "./_scatter.ts"
import { fusedProduct } from "./_product.ts"
import type { Lowering, Row } from "./lower.ts"
import { dequantizeLinear, matmulRow, plain } from "./plain.ts"

/** A row for single precision; other types take the plain row. */
const single = <K extends OpName>(op: K, row: Row<K>): Row<K> => (node, x, e) =>
  node.dtype === "float32" ? row(node, x, e) : plain.rows[op](node, x, e)

/** A kernel that gives normalized rows and, as a second output, their inverse root mean squares. */
const normalize = (
  { attributes: { epsilon } }: Node<"rmsNorm"> | Node<"inverseRms">,
  x: ReadonlyArray<string>,
  e: Emit,
) =>
  e.ops("SimplifiedLayerNormalization", x, {
    attributes: { axis: -1, epsilon: { float: epsilon }, stash_type: 1 },
    outputs: 2,
  })

/** The lowering of the CPU provider. */
export const cpu: Lowering = {
  opset: 23,
  rows: {
    ...plain.rows,
    matmul: matmulRow(fusedProduct),
    dequantize: single("dequantize", dequantizeLinear),
    ...attentionRows(fusedProduct),
    rmsNorm: single("rmsNorm", (node, x, e) => normalize(node, x, e)[0]),
    // The forward pass has normalized the same rows: the second output of its kernel is the result.
    inverseRms: single("inverseRms", (node, x, e) => {
      const { epsilon } = node.attributes
      const norm = e.readers(node.inputs[0]).find((reader) =>
        reader.op === "rmsNorm" && reader.inputs[0] === node.inputs[0] &&
        reader.attributes.epsilon === epsilon &&
        (reader.inputs[1].op === "input" || reader.inputs[1].op === "constant")
      )
      return norm === undefined
        ? plain.rows.inverseRms(node, x, e)
        : normalize(node, [x[0], e.name(norm.inputs[1])], e)[1]
    }),
    // Additions in place run on one thread and take 8 ns each.
    scatterAdd: scatterByProduct(128),
    // x (N, H, D) is read as a batch of one, its heads side by side.
    rotary: single("rotary", ({ shape: [n, h, d] }, [x, cos, sin], e) => {
      const wide = e.reshape(x, [1, n, Number(h) * Number(d)])
      const tables = [cos, sin].map((table) => e.reshape(table, [1, n, Number(d) / 2]))
      const turned = e.op("RotaryEmbedding", [wide, ...tables], { attributes: { num_heads: Number(h) } })
      return e.reshape(turned, [n, h, d])
    }),
  },
}
