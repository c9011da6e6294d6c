// A graph as a flat list, for crossing to a worker or standing in another graph: cloning the linked form recurses once a
// node and overflows the stack on a deep model.
import { type Graph, graph, topological } from "./graph.ts"
import { type Dim, type Shape, substitute } from "./dim.ts"
import type { DType } from "./dtype.ts"
import { type Attributes, node, type OpName, type Tensor } from "./tensor.ts"

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

/** The graph of a list: what was shared is shared again. */
export const unflatten = (flat: FlatGraph): Graph => graph(grafted(flat))

/** The outputs of a list over other inputs, by name, and over other sizes, by symbol; those that are not named stay. */
export const grafted = (
  { nodes, outputs }: FlatGraph,
  { inputs: given = {}, symbols = {} }: {
    readonly inputs?: Readonly<Record<string, Tensor>>
    readonly symbols?: Readonly<Record<string, Dim>>
  } = {},
): Readonly<Record<string, Tensor>> => {
  const renamed = (dim: Dim) => substitute(dim, symbols)
  const tensors: Array<Tensor> = []
  for (const { op, inputs, attributes, shape, dtype } of nodes) {
    const name = "name" in attributes ? attributes.name : undefined
    if (name !== undefined && Object.hasOwn(given, name)) tensors.push(given[name])
    else {
      // A slice is the one operation whose attributes have sizes.
      const own = "start" in attributes
        ? { ...attributes, start: renamed(attributes.start), end: renamed(attributes.end) }
        : attributes
      tensors.push(node(op, inputs.map((i) => tensors[i]), { attributes: own, shape: shape.map(renamed), dtype }))
    }
  }
  return Object.fromEntries(Object.entries(outputs).map(([name, i]) => [name, tensors[i]]))
}
