// Checks of feeds by name, type and shape before ONNX Runtime sees them: ONNX Runtime ignores unknown names, and its messages
// do not say which dimensions disagree.
import { type Dim, evaluate, type Shape, show, symbols } from "../../graph/dim.ts"
import type { DType } from "../../graph/dtype.ts"
import { type Graph, topological } from "../../graph/graph.ts"
import type { Tensor } from "../../graph/tensor.ts"
import { FeedError } from "../runtime_error.ts"
import type { Value } from "../../graph/value.ts"
import type { Feeds } from "../feeds.ts"
import { type Held, isHeld } from "./_held.ts"

/** The sizes of the symbols of one run. */
export type Sizes = ReadonlyMap<string, number>

interface Type {
  readonly dtype: DType
  readonly shape: Shape
}

/**
 * A checker of the feeds of `graph`, some of whose inputs `bind` has fixed. The checker returns the sizes of the symbols, or
 * throws a `FeedError`. This function throws one if a bound value does not fit; bound residents change, and are checked at
 * each run. `empty` tells whether the provider can compute tensors without elements.
 */
export const checker = (
  graph: Graph,
  { bind, empty }: { readonly bind: Feeds; readonly empty: boolean },
): (feeds: Feeds) => Sizes => {
  const known = new Map<string, number>()
  for (const name in bind) {
    if (graph.inputs[name] === undefined) throw refused("bind", name, "the graph has no such input")
    const value = bind[name]
    if (!isHeld(value)) fit("bind", { name, value: sized(value), type: graph.inputs[name], sizes: known })
  }
  const free = Object.entries(graph.inputs).filter(([name]) => bind[name] === undefined || isHeld(bind[name]))
  const compound = Object.entries(graph.inputs).filter(([, { shape }]) => shape.some(isCompound))
  const positive = positiveDims(graph, empty)
  return (feeds) => {
    const sizes = new Map(known)
    for (const name in feeds) {
      if (graph.inputs[name] === undefined) throw refused("feed", name, "the program has no such input")
      if (bind[name] !== undefined) throw refused("feed", name, "it was bound when the program was compiled")
    }
    for (const [name, type] of free) {
      const fed = bind[name] ?? feeds[name]
      if (fed === undefined) throw refused("run program without", name, "the input must be fed")
      fit("feed", { name, value: sized(fed), type, sizes })
    }
    for (const [name, { shape }] of compound) {
      const { dims } = sized(bind[name] ?? feeds[name])
      shape.forEach((dim, axis) => match("feed", { name, dims, axis, dim, size: evaluate(dim, sizes) }))
    }
    for (const [dim, why] of positive) {
      if (evaluate(dim, sizes) > 0) continue
      const culprits = [dim, ...symbols(dim).filter((symbol) => sizes.get(symbol) === 0)]
      const [name = `${dim}`] = culprits.flatMap((dim) => inputsWith(graph, dim))
      throw refused("feed", name, `dimension ${dim} is 0, but ${why}`)
    }
    return sizes
  }
}

/** Throws unless the place of output `name` has exactly the output's type and shape. */
export const checkInto = (
  name: string,
  value: Value,
  { type, sizes }: { readonly type: Type | undefined; readonly sizes: Sizes },
): void => {
  if (type === undefined) {
    throw refused("write", name, "the program has no such output")
  }
  const shape = type.shape.map((dim) => evaluate(dim, sizes))
  fit("write", { name, value: sized(value), type: { dtype: type.dtype, shape }, sizes: new Map() })
}

const inputsWith = ({ inputs }: Graph, dim: Dim) =>
  Object.keys(inputs).filter((name) => inputs[name].shape.includes(dim))

/**
 * Dimensions that must not be 0, and why: otherwise ONNX Runtime would end the process, or leave memory as it was in the place
 * of a result.
 */
const positiveDims = (graph: Graph, empty: boolean): ReadonlyMap<Dim, string> => {
  const found = new Map<Dim, string>()
  for (const tensor of topological(Object.values(graph.outputs))) {
    const { shape } = tensor
    if (!empty) { for (const dim of shape) if (dim !== 1) found.set(dim, "this provider computes no empty tensors") }
    const terms = batchedTerms(tensor)
    if (terms === 0 || typeof terms === "string") found.set(terms, "sums of a batched product need terms")
  }
  return found
}

/** How many terms the sums of a batched product have, where the tensor is one whose terms are no constant of the model. */
const batchedTerms = ({ op, inputs, attributes }: Tensor): Dim | undefined => {
  if (op === "attention") return inputs[1].shape[2] // keys
  if (op !== "matmul" || inputs.every(({ shape }) => shape.length === 2)) return undefined
  return inputs[0].shape.at(attributes.transA ? -2 : -1)
}

/** The type of a value or resident. */
interface Sized {
  readonly dtype: DType
  readonly dims: ReadonlyArray<number>
  readonly length: number
}

const sized = (fed: Feeds[string]): Sized => {
  if (isHeld(fed)) return sizedTensor(fed)
  const { dtype, dims, data } = fed as Value
  return { dtype, dims, length: data.length }
}

const sizedTensor = (held: Held): Sized => {
  const { type, dims, size } = held.tensor()
  return { dtype: type as DType, dims, length: size }
}

/** Checks one value against its type, binding the symbols that stand alone in it. */
const fit = (
  action: string,
  { name, value, type, sizes }: {
    readonly name: string
    readonly value: Sized
    readonly type: Type
    readonly sizes: Map<string, number>
  },
) => {
  const { dtype, dims, length } = value
  const { shape } = type
  if (dtype !== type.dtype) throw refused(action, name, `it is ${dtype}, not ${type.dtype}`)
  if (dims.length !== shape.length) throw refused(action, name, `${show(dims)} is not of rank ${shape.length}`)
  let count = 1
  for (let axis = 0; axis < dims.length; axis++) {
    const dim = shape[axis]
    count *= dims[axis]
    if (typeof dim === "number") match(action, { name, dims, axis, dim, size: dim })
    else if (isCompound(dim)) continue
    else if (sizes.has(dim)) match(action, { name, dims, axis, dim, size: sizes.get(dim)! })
    else sizes.set(dim, dims[axis])
  }
  if (count !== length) throw refused(action, name, `${show(dims)} has ${length} elements`)
}

const match = (
  action: string,
  { name, dims, axis, dim, size }: {
    readonly name: string
    readonly dims: Shape
    readonly axis: number
    readonly dim: Dim
    readonly size: number
  },
) => {
  if (dims[axis] === size) return
  const wanted = dim === size ? `${size}` : `${dim} = ${size}`
  throw refused(action, name, `axis ${axis} of ${show(dims)} is not ${wanted}`)
}

const isCompound = (dim: Dim) => typeof dim === "string" && /[*+-]/.test(dim)

const refused = (action: string, tensor: string, state: string) =>
  new FeedError({ tensor, message: `Cannot ${action} "${tensor}": ${state}` })
