import { type Shape, symbols } from "./dim.ts"
import type { Node, Tensor } from "./tensor.ts"

/**
 * A closed program as data, which can be cloned to a worker: named outputs, and the inputs that the outputs need, each once.
 * @since 0.1.0
 */
export interface Graph {
  readonly inputs: Readonly<Record<string, Node<"input">>>
  readonly outputs: Readonly<Record<string, Tensor>>
}

/**
 * Closes `outputs` over their inputs. Throws if two inputs share a name, if an input and an output share one, or if a
 * dimension symbol stands alone in no input, so that nothing could bind it.
 * @since 0.1.0
 */
export const graph = (outputs: Readonly<Record<string, Tensor>>): Graph => {
  const inputs = new Map<string, Node<"input">>()
  const bound = new Set<string>()
  const mentioned = new Set<string>()
  for (const tensor of topological(Object.values(outputs))) {
    for (const dim of dims(tensor)) for (const symbol of symbols(dim)) mentioned.add(symbol)
    if (tensor.op !== "input") continue
    const { name } = tensor.attributes
    if (inputs.has(name)) {
      throw new Error(`Cannot close graph: two inputs are named "${name}"`)
    }
    if (Object.hasOwn(outputs, name)) {
      throw new Error(`Cannot close graph: "${name}" is both an input and an output`)
    }
    inputs.set(name, tensor)
    for (const dim of tensor.shape) {
      if (typeof dim === "string" && symbols(dim)[0] === dim) bound.add(dim)
    }
  }
  for (const symbol of mentioned) {
    if (!bound.has(symbol)) {
      throw new Error(`Cannot close graph: no input binds dimension "${symbol}"`)
    }
  }
  return { inputs: Object.fromEntries(inputs), outputs }
}

// The dimensions that running a node needs: those of its shape, and those at which `slice` cuts.
const dims = ({ op, attributes, shape }: Tensor): Shape =>
  op === "slice" ? [...shape, attributes.start, attributes.end] : shape

/**
 * Every tensor that `roots` depend on, `roots` included: operands before the nodes that use them, in a deterministic order.
 * @since 0.1.0
 */
export const topological = (roots: ReadonlyArray<Tensor>): ReadonlyArray<Tensor> => {
  const order: Array<Tensor> = []
  const seen = new Set<Tensor>()
  // An explicit stack: a deep model's graph is deeper than the call stack allows.
  const stack: Array<{ readonly tensor: Tensor; next: number }> = []
  const visit = (tensor: Tensor) => {
    if (seen.has(tensor)) return
    seen.add(tensor)
    stack.push({ tensor, next: 0 })
  }
  for (const root of roots) {
    visit(root)
    while (stack.length > 0) {
      const top = stack[stack.length - 1]
      if (top.next < top.tensor.inputs.length) {
        visit(top.tensor.inputs[top.next++])
      } else {
        order.push(top.tensor)
        stack.pop()
      }
    }
  }
  return order
}
