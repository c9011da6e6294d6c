// A graph as a flat list, to be sent to a worker: cloning linked nodes recurses once a node, and overflows the stack for a deep
// model.
import { type Graph, graph, topological } from "../graph/graph.ts"
import type { Shape } from "../graph/dim.ts"
import type { DType } from "../graph/dtype.ts"
import { type Attributes, node, type OpName, type Tensor } from "../graph/tensor.ts"

/** Nodes in topological order, inputs by position, and the position of each output. */
export interface FlatGraph {
  readonly nodes: ReadonlyArray<{
    readonly op: OpName
    readonly inputs: ReadonlyArray<number>
    readonly attributes: Attributes[OpName]
    readonly shape: Shape
    readonly dtype: DType
  }>
  readonly outputs: Readonly<Record<string, number>>
}

/** A graph as a list. */
export const flatten = ({ outputs }: Graph): FlatGraph => {
  const order = topological(Object.values(outputs))
  const position = new Map(order.map((tensor, i) => [tensor, i]))
  const at = (tensor: Tensor) => position.get(tensor)!
  return {
    nodes: order.map(({ op, inputs, attributes, shape, dtype }) => ({
      op,
      inputs: inputs.map(at),
      attributes,
      shape,
      dtype,
    })),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, at(tensor)])),
  }
}

/** The graph of a list; shared nodes are shared again. */
export const unflatten = ({ nodes, outputs }: FlatGraph): Graph => {
  const tensors: Array<Tensor> = []
  for (const { op, inputs, ...type } of nodes) tensors.push(node(op, inputs.map((i) => tensors[i]), type))
  return graph(Object.fromEntries(Object.entries(outputs).map(([name, i]) => [name, tensors[i]])))
}
