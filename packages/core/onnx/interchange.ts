import { type Graph } from "../graph/graph.ts"
import { matrixProduct } from "./_product.ts"
import { type ModelProto, TensorProto_DataType as Type } from "./gen/onnx_pb.ts"
import { type Lowering, toProto } from "./lower.ts"
import { matmulRow, plain } from "./plain.ts"

// ONNX's own operators alone. Integers come in as int64.
const lowering: Lowering = {
  opset: plain.opset,
  rows: {
    ...plain.rows,
    input: ({ attributes: { name }, dtype }, _, e) => dtype === "int32" ? e.cast(name, "int32") : name,
    matmul: matmulRow(matrixProduct),
  },
}

/** The ONNX model of a graph for other programs, which feed integers as int64 and know only ONNX's own operators. */
export const interchange = (graph: Graph): ModelProto => {
  const model = toProto(graph, lowering)
  for (const { type } of model.graph!.input) {
    const { value: kind } = type!
    if (kind.case === "tensorType" && kind.value.elemType === Type.INT32) kind.value.elemType = Type.INT64
  }
  model.opsetImport = model.opsetImport.filter(({ domain }) => domain === "")
  return model
}
