// A lowered model whose nodes are called by the types of their results, for reading what ONNX Runtime says of them.
import { toBinary } from "@bufbuild/protobuf"
import type { Graph } from "../graph/graph.ts"
import { typed } from "../onnx/_typed.ts"
import { ModelProtoSchema } from "../onnx/gen/onnx_pb.ts"
import { type Lowering, toProto } from "../onnx/lower.ts"

/** The bytes of the model of `graph`: node 7 is called `float32 [2,N] 7` if that is its first result. */
export const calledByType = (graph: Graph, lowering: Lowering): Uint8Array => {
  const model = toProto(graph, lowering)
  const types = typed(model.graph!)
  for (const [i, node] of model.graph!.node.entries()) {
    const { dtype, shape } = types.get(node.output[0])!
    node.name = `${dtype} [${shape}] ${i}`
  }
  return toBinary(ModelProtoSchema, model)
}
