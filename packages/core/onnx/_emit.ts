// The state of one lowering: nodes under construction, each distinct node once. Two calls with the same operator, inputs and
// attributes give the same name, so that nodes which the forward and the backward pass share are computed once.
import { create, type MessageInitShape } from "@bufbuild/protobuf"
import type { Dim, Shape } from "../graph/dim.ts"
import { allocate, type Arrays, type DType } from "../graph/dtype.ts"
import type { Graph } from "../graph/graph.ts"
import type { Tensor } from "../graph/tensor.ts"
import { dimsOf } from "./_dims.ts"
import {
  type AttributeProto,
  AttributeProto_AttributeType as Kind,
  AttributeProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProto_DataType as Type,
  TensorProtoSchema,
} from "./gen/onnx_pb.ts"

/** An attribute of an ONNX node: an integer, a float (wrapped, to tell it apart), a list of integers, or a text. */
export type Attribute = number | { readonly float: number } | ReadonlyArray<number> | string

/** Options of emitting a node. */
export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>
  /** The operator set: ONNX's own (default) or "com.microsoft". */
  readonly domain?: string
}

/** The builder for the rows of a lowering. Every method returns names of values. */
export interface Emit {
  /** One node with one output. */
  readonly op: (type: string, inputs: ReadonlyArray<string>, options?: NodeOptions) => string
  /** One node with several outputs. */
  readonly ops: (
    type: string,
    inputs: ReadonlyArray<string>,
    options: NodeOptions & { outputs: number },
  ) => ReadonlyArray<string>
  /** An initializer over flat data. */
  readonly constant: (dtype: DType, dims: ReadonlyArray<number>, data: Arrays[DType]) => string
  /** A rank-0 constant. */
  readonly scalar: (dtype: DType, value: number) => string
  /** An int64 vector. */
  readonly int64: (values: ReadonlyArray<number>) => string
  /** A shape as an int64 vector, computed from the feeds if it has symbols. */
  readonly dims: (shape: Shape) => string
  /** The same elements in another shape. */
  readonly reshape: (x: string, shape: Shape) => string
  /** Axis `i` of the result is axis `permutation[i]` of `x`. */
  readonly transpose: (x: string, permutation: ReadonlyArray<number>) => string
  /** Elements `start` to `end` along `axis`. */
  readonly slice: (x: string, range: { readonly axis: number; readonly start: Dim; readonly end: Dim }) => string
  /** The same elements in another type. */
  readonly cast: (x: string, to: DType) => string
  /** A tensor of zeros. */
  readonly zeros: (dtype: DType, shape: Shape) => string
  /** The tensors of this graph that read `x`. */
  readonly readers: (x: Tensor) => ReadonlyArray<Tensor>
  /** The name of a lowered tensor, which must be a leaf or an operand of the present row. */
  readonly name: (x: Tensor) => string
}

/** ONNX's number of each element type. */
export const elementType: { readonly [D in DType]: number } = {
  float32: Type.FLOAT,
  float64: Type.DOUBLE,
  int32: Type.INT32,
  int8: Type.INT8,
  bool: Type.BOOL,
}

/** An initializer over the bytes of `data`. */
export const initializer = (
  name: string,
  { dims, dtype, data }: {
    readonly dims: ReadonlyArray<number>
    readonly dtype: DType | "int64"
    readonly data: ArrayBufferView
  },
): TensorProto =>
  create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: dtype === "int64" ? Type.INT64 : elementType[dtype],
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  })

/** A builder, and the nodes that it has emitted so far. */
export const makeEmit = (graph: Graph, order: ReadonlyArray<Tensor>) => {
  const { nodes, initializers, ops, literal } = store([...Object.keys(graph.inputs), ...Object.keys(graph.outputs)])
  const op: Emit["op"] = (type, inputs, options = {}) => ops(type, inputs, { ...options, outputs: 1 })[0]
  const int64: Emit["int64"] = (values) => literal("int64", [values.length], BigInt64Array.from(values.map(BigInt)))
  const scalar: Emit["scalar"] = (dtype, value) => literal(dtype, [], allocate(dtype, 1).fill(value))
  const dims = dimsOf(graph, { op, int64 })
  const names = new Map<Tensor, string>()
  const readers = readersOf(order)
  // What is reshaped twice is read as it was before the first time.
  const origins = new Map<string, string>()
  const emit: Emit = {
    op,
    ops,
    constant: literal,
    scalar,
    int64,
    dims,
    reshape: (x, shape) => {
      // One unknown size is left to ONNX (-1), which is ambiguous only beside a zero.
      const sizes = shape.map((d) => (typeof d === "number" ? d : -1))
      const inferable = sizes.filter((d) => d === -1).length <= 1 && !sizes.includes(0)
      const origin = origins.get(x) ?? x
      const made = op("Reshape", [origin, inferable ? int64(sizes) : dims(shape)], { attributes: { allowzero: 1 } })
      origins.set(made, origin)
      return made
    },
    transpose: (x, permutation) =>
      permutation.every((from, to) => from === to) ? x : op("Transpose", [x], { attributes: { perm: permutation } }),
    slice: (x, { axis, start, end }) => op("Slice", [x, dims([start]), dims([end]), int64([axis])]),
    cast: (x, to) => op("Cast", [x], { attributes: { to: elementType[to] } }),
    zeros: (dtype, shape) => op("Expand", [scalar(dtype, 0), dims(shape)]),
    readers: (x) => readers.get(x) ?? [],
    name: (x) => {
      const name = names.get(x)
      if (name === undefined) throw new Error(`Cannot lower graph: an operand (${x.op}) comes after its reader`)
      return name
    },
  }
  return { emit, nodes, initializers, names }
}

/** The tensors that read each tensor. */
const readersOf = (order: ReadonlyArray<Tensor>): ReadonlyMap<Tensor, ReadonlyArray<Tensor>> => {
  const readers = new Map<Tensor, Array<Tensor>>()
  for (const tensor of order) {
    for (const x of tensor.inputs) {
      const found = readers.get(x)
      if (found === undefined) readers.set(x, [tensor])
      else found.push(tensor)
    }
  }
  return readers
}

/** Nodes and initializers, each distinct one once, under names that none of the user's begins with. */
const store = (taken: ReadonlyArray<string>) => {
  const nodes: Array<NodeProto> = []
  const initializers: Array<TensorProto> = []
  const known = new Map<string, ReadonlyArray<string>>()
  let prefix = "_"
  while (taken.some((name) => name.startsWith(prefix))) prefix += "_"
  let count = 0
  const fresh = () => `${prefix}${count++}`
  const once = (key: string, make: () => ReadonlyArray<string>) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const made = make()
    known.set(key, made)
    return made
  }
  const ops: Emit["ops"] = (type, inputs, { attributes = {}, domain = "", outputs }) =>
    once(JSON.stringify([domain, type, inputs, attributes]), () => {
      const output = Array.from({ length: outputs }, fresh)
      const attribute = Object.entries(attributes).map(([name, value]) => toAttribute(name, value))
      nodes.push(create(NodeProtoSchema, { opType: type, domain, input: [...inputs], output, attribute }))
      return output
    })
  const literal = (dtype: DType | "int64", dims: ReadonlyArray<number>, data: ArrayBufferView) => {
    const make = () => {
      const name = fresh()
      initializers.push(initializer(name, { dtype, dims, data }))
      return [name]
    }
    // Small literals (scalars, shapes) are shared by content; large ones are as distinct as their tensors.
    if (data.byteLength > 128) return make()[0]
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    return once(JSON.stringify([dtype, dims, [...bytes]]), make)[0]
  }
  return { nodes, initializers, ops, literal }
}

const toAttribute = (name: string, value: Attribute): AttributeProto => {
  const make = (init: MessageInitShape<typeof AttributeProtoSchema>) => create(AttributeProtoSchema, { name, ...init })
  if (typeof value === "string") return make({ type: Kind.STRING, s: new TextEncoder().encode(value) })
  if (typeof value === "number") return make({ type: Kind.INT, i: BigInt(value) })
  if ("float" in value) return make({ type: Kind.FLOAT, f: value.float })
  return make({ type: Kind.INTS, ints: value.map(BigInt) })
}
