// Turns a graph into the bytes of an ONNX model. Each provider has a table of the nodes for each operation.
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf"
import type { Shape } from "../graph/dim.ts"
import type { Arrays, DType } from "../graph/dtype.ts"
import { type Graph, topological } from "../graph/graph.ts"
import type { Node, OpName } from "../graph/tensor.ts"
import { elementType, type Emit, initializer, makeEmit } from "./_emit.ts"
import {
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type ValueInfoProtoSchema,
} from "./gen/onnx_pb.ts"

/** The lowering of one operation: given the names of its operands, emits ONNX nodes and returns the name of the result. */
export type Row<K extends OpName> = (node: Node<K>, operands: ReadonlyArray<string>, emit: Emit) => string

/** A row for every operation: a new operation does not compile until it has one. */
export type Rows = { readonly [K in OpName]: Row<K> }

/** The lowering of graphs to ONNX for one provider. */
export interface Lowering {
  /** The version of ONNX's own operator set. */
  readonly opset: number
  readonly rows: Rows
}

/** Literal values of some inputs, by name. Such inputs become initializers. */
export type Bound = Readonly<Record<string, Literal>>

/** Flat data of a type and shape. */
export interface Literal {
  readonly dtype: DType
  readonly dims: ReadonlyArray<number>
  readonly data: Arrays[DType]
}

/** The ONNX model of `graph`, serialized. Inputs and outputs keep their names and order; internal names avoid them. */
export const toModel = (graph: Graph, lowering: Lowering, bound: Bound = {}): Uint8Array<ArrayBuffer> =>
  toBinary(ModelProtoSchema, toProto(graph, lowering, bound))

/** The ONNX model of `graph` as a message, before serialization. */
export const toProto = (graph: Graph, lowering: Lowering, bound: Bound = {}): ModelProto => {
  const order = topological(Object.values(graph.outputs))
  const { emit, nodes, initializers, names } = makeEmit(graph, order)
  // Leaves come first, so that every row can look their names up.
  const leaf = (op: OpName) => op === "input" || op === "constant"
  for (const tensor of [...order.filter((t) => leaf(t.op)), ...order.filter((t) => !leaf(t.op))]) {
    names.set(tensor, lower(lowering.rows, tensor, tensor.inputs.map(emit.name), emit))
  }
  const outputs = Object.entries(graph.outputs).map(([name, tensor]) => [name, emit.name(tensor)] as const)
  const all = live([...nodes, ...nameOutputs(nodes, outputs)], outputs.map(([name]) => name))
  const read = new Set(all.flatMap((node) => node.input))
  // Shapes of intermediate values are for human readers: ONNX Runtime infers them itself.
  const computed = new Set(all.flatMap((node) => node.output).filter((name) => !Object.hasOwn(graph.outputs, name)))
  const types = new Map(order.map((tensor) => [emit.name(tensor), tensor] as const))
  const free = Object.entries(graph.inputs).filter(([name]) => bound[name] === undefined)
  return create(ModelProtoSchema, {
    irVersion: 10n,
    producerName: "rlif",
    opsetImport: [{ domain: "", version: BigInt(lowering.opset) }, { domain: "com.microsoft", version: 1n }],
    graph: {
      name: "graph",
      node: all,
      initializer: [
        ...initializers.filter(({ name }) => read.has(name)),
        ...Object.entries(bound).map(([name, value]) => initializer(name, value)),
      ],
      input: free.map(([name, { shape, dtype }]) => valueInfo(name, { shape, dtype })),
      output: Object.entries(graph.outputs).map(([name, tensor]) => valueInfo(name, tensor)),
      valueInfo: [...types].filter(([name]) => computed.has(name)).map(([name, tensor]) => valueInfo(name, tensor)),
    },
  })
}

/** The nodes that an output depends on. */
const live = (nodes: ReadonlyArray<NodeProto>, outputs: ReadonlyArray<string>): Array<NodeProto> => {
  const wanted = new Set(outputs)
  const kept: Array<NodeProto> = []
  for (const node of nodes.toReversed()) {
    if (!node.output.some((name) => wanted.has(name))) continue
    for (const name of node.input) wanted.add(name)
    kept.push(node)
  }
  return kept.reverse()
}

// A row of the table is called with a node of its own operation.
const lower = <K extends OpName>(rows: Rows, ...[node, operands, emit]: Parameters<Row<K>>): string =>
  rows[node.op](node, operands, emit)

/** Renames results to the outputs' names, in place. A result that is a leaf or already an output gets an Identity node. */
const nameOutputs = (
  nodes: ReadonlyArray<NodeProto>,
  outputs: ReadonlyArray<readonly [name: string, result: string]>,
): ReadonlyArray<NodeProto> => {
  const computed = new Set(nodes.flatMap((node) => node.output))
  const renamed = new Map<string, string>()
  const copies: Array<NodeProto> = []
  for (const [name, result] of outputs) {
    if (computed.has(result) && !renamed.has(result)) renamed.set(result, name)
    else {
      copies.push(
        create(NodeProtoSchema, { opType: "Identity", input: [renamed.get(result) ?? result], output: [name] }),
      )
    }
  }
  for (const node of nodes) {
    node.input = node.input.map((name) => renamed.get(name) ?? name)
    node.output = node.output.map((name) => renamed.get(name) ?? name)
  }
  return copies
}

const valueInfo = (
  name: string,
  { shape, dtype }: { readonly shape: Shape; readonly dtype: DType },
): MessageInitShape<typeof ValueInfoProtoSchema> => ({
  name,
  type: {
    value: {
      case: "tensorType",
      value: {
        elemType: elementType[dtype],
        shape: {
          dim: shape.map((dim) => ({
            value: typeof dim === "number"
              ? { case: "dimValue" as const, value: BigInt(dim) }
              : { case: "dimParam" as const, value: dim },
          })),
        },
      },
    },
  },
})
