// The operators that lowerings emit: the types of their results, and the memory that they take, with shapes in the symbols of
// the graph. In-place kernels and the scratch memory of kernels were measured operator by operator.
import { difference, type Dim, product, type Shape, sum } from "../graph/dim.ts"
import { type DType, elementBytes } from "../graph/dtype.ts"
import { elementType } from "./_emit.ts"
import type { NodeProto } from "./gen/onnx_pb.ts"

/** The type of a value of a lowered model. */
export interface Typed {
  readonly shape: Shape
  readonly dtype: DType | "int64"
  /** The elements of an int64 value that is a shape, or a part of one. */
  readonly elements?: Shape | undefined
  /** Whether ONNX Runtime knows the shape before the run: only then two values may share a buffer. */
  readonly known: boolean
}

/** The type and memory rules of an operator. */
export interface Operator {
  /** The types of its results. */
  readonly infer: (x: ReadonlyArray<Typed>, node: NodeProto) => ReadonlyArray<Typed>
  /** The result is a view of the first operand. */
  readonly view?: true
  /** The result may take the buffer of the first operand, if nothing else reads that operand. */
  readonly inPlace?: true
  /** Bytes that the kernel allocates and releases again. */
  readonly scratch?: (x: ReadonlyArray<Typed>) => Dim
}

/** Bytes of a value. */
export const bytesOf = ({ shape, dtype }: Pick<Typed, "shape" | "dtype">): Dim => product([valueBytes[dtype], ...shape])

const valueBytes: { readonly [D in Typed["dtype"]]: number } = { ...elementBytes, int64: 8 }

const integer = ({ attribute }: NodeProto, name: string, fallback = 0): number =>
  Number(attribute.find((found) => found.name === name)?.i ?? fallback)

const allKnown = (x: ReadonlyArray<Typed>) => x.every(({ known }) => known)

const known = (x: ReadonlyArray<Typed>, shape: Shape): Typed => ({ shape, dtype: x[0].dtype, known: allKnown(x) })

const unknown = ({ dtype }: Typed, shape: Shape): Typed => ({ shape, dtype, known: false })

// NumPy's broadcasting of shapes.
const broadcast = (...shapes: ReadonlyArray<Shape>): Shape => {
  const rank = Math.max(...shapes.map(({ length }) => length))
  return Array.from(
    { length: rank },
    (_, axis) => shapes.map((shape) => shape[axis - rank + shape.length] ?? 1).find((dim) => dim !== 1) ?? 1,
  )
}

const same: Operator = { infer: ([x]) => [known([x], x.shape)] }
const overwriting: Operator = { ...same, inPlace: true }
const elementwise: Operator = { infer: (x) => [known(x, broadcast(...x.map(({ shape }) => shape)))] }
const comparison: Operator = { infer: (x, node) => [{ ...elementwise.infer(x, node)[0], dtype: "bool" }] }

// Beside tensors these compute sizes.
const arithmetic = (of: (dims: Shape) => Dim): Operator => ({
  infer: (x, node) => {
    const [a, b] = x.map(({ elements }) => elements)
    return [{ ...elementwise.infer(x, node)[0], elements: b && a?.map((dim, i) => of([dim, b[i]])) }]
  },
})

const reduction: Operator = {
  infer: ([x, axes], node) => {
    const rank = x.shape.length
    const gone = axes.elements!.map((axis) => (Number(axis) + rank) % rank)
    const kept = x.shape.map((dim, axis) => (gone.includes(axis) ? 1 : dim))
    return [known([x], integer(node, "keepdims", 1) === 1 ? kept : kept.filter((_, axis) => !gone.includes(axis)))]
  },
}

// (batch..., M, K) (batch..., K, N) -> (batch..., M, N); with transBatchB the rows of b come before its batch
const multiplication: Operator = {
  infer: ([a, b], node) => {
    const rows = integer(node, "transBatchB") === 1
      ? [...b.shape.slice(1, -1), b.shape[0], ...b.shape.slice(-1)]
      : b.shape
    const [m] = a.shape.slice(integer(node, "transA") === 1 ? -1 : -2)
    const [n] = rows.slice(integer(node, "transB") === 1 ? -2 : -1)
    return [known([a, b], [...broadcast(a.shape.slice(0, -2), rows.slice(0, -2)), m, n])]
  },
}

// The dimensions of a reshape, of which one may be -1: the remaining elements of `shape`.
const reshaped = (shape: Shape, wanted: Shape): Shape => {
  const left = [...shape]
  let divisor = 1
  for (const dim of wanted) {
    if (typeof dim === "number") divisor *= dim === -1 ? 1 : dim
    else if (left.includes(dim)) left.splice(left.indexOf(dim), 1)
  }
  const numbers = left.reduce<number>((total, dim) => (typeof dim === "number" ? total * dim : total), 1)
  const rest = () => product([numbers / divisor, ...left.filter((dim) => typeof dim === "string")])
  return wanted.map((dim) => (dim === -1 ? rest() : dim))
}

/** Every operator that a lowering emits. */
export const operators: Readonly<Record<string, Operator>> = {
  Add: arithmetic(sum),
  Mul: arithmetic(product),
  Sub: elementwise,
  Div: elementwise,
  Min: elementwise,
  Max: elementwise,
  // The kernel first selects from either side, then merges the two.
  Where: {
    infer: ([c, x, y]) => [{ ...known([c, x, y], broadcast(c.shape, x.shape, y.shape)), dtype: x.dtype }],
    scratch: ([c, ...sides]) =>
      sum(sides.map(({ shape, dtype }) => bytesOf({ shape: broadcast(c.shape, shape), dtype }))),
  },
  Neg: same,
  Exp: same,
  Log: same,
  Sqrt: same,
  Abs: same,
  Reciprocal: same,
  Not: same,
  CumSum: same,
  Identity: same,
  Transpose: {
    infer: ([x], { attribute: [{ ints }] }) => [known([x], ints.map((axis) => x.shape[Number(axis)]))],
  },
  RotaryEmbedding: same,
  Sigmoid: overwriting,
  Clip: overwriting,
  Softmax: overwriting,
  LogSoftmax: overwriting,
  SimplifiedLayerNormalization: { infer: ([x]) => [known([x], x.shape), known([x], [...x.shape.slice(0, -1), 1])] },
  Cast: { infer: ([x], node) => [{ ...known([x], x.shape), dtype: dtypeOf(integer(node, "to")) }] },
  DequantizeLinear: { infer: ([x, scale]) => [{ ...known([x], x.shape), dtype: scale.dtype }] },
  Less: comparison,
  LessOrEqual: comparison,
  Equal: comparison,
  And: comparison,
  Or: comparison,
  ReduceSum: reduction,
  ReduceMean: reduction,
  ReduceMax: reduction,
  ArgMax: {
    infer: ([x], node) => {
      const shape = x.shape.filter((_, axis) => axis !== integer(node, "axis"))
      return [{ ...known([x], shape), dtype: "int64" }]
    },
  },
  Shape: {
    infer: ([x], node) => {
      const elements = x.shape.slice(integer(node, "start"), integer(node, "end"))
      return [{ shape: [elements.length], dtype: "int64", known: true, elements }]
    },
  },
  Reshape: {
    infer: ([x, to]) => [{ ...unknown(x, reshaped(x.shape, to.elements!)), elements: x.elements }],
    view: true,
  },
  Expand: { infer: ([x, to]) => [unknown(x, broadcast(x.shape, to.elements!))] },
  Concat: {
    infer: (x, node) => {
      const axis = integer(node, "axis")
      const joined = sum(x.map(({ shape }) => shape[axis]))
      const type = known(x, x[0].shape.map((dim, i) => (i === axis ? joined : dim)))
      const parts = x.map(({ elements }) => elements)
      const elements = parts.every((part) => part !== undefined) ? parts.flat() : undefined
      return [{ ...type, known: type.known && typeof joined === "number", elements }]
    },
  },
  Slice: {
    infer: ([x, from, to, axes]) => {
      const length = difference(to.elements![0], from.elements![0])
      return [unknown(x, x.shape.map((dim, axis) => (axis === axes.elements![0] ? length : dim)))]
    },
  },
  Gather: { infer: ([x, index]) => [known([x, index], [...index.shape, ...x.shape.slice(1)])] },
  GatherElements: { infer: ([x, index]) => [known([x, index], index.shape)] },
  // The kernel copies the indices to int64.
  ScatterElements: { ...same, scratch: ([, { shape }]) => bytesOf({ shape, dtype: "int64" }) },
  TopK: {
    infer: ([x, k]) => {
      const sorted = unknown(x, [...x.shape.slice(0, -1), k.elements![0]])
      return [sorted, { ...sorted, dtype: "int64" }]
    },
  },
  MatMul: multiplication,
  FusedMatMul: multiplication,
  Gemm: multiplication,
}

/** The element type of ONNX's number for it. */
export const dtypeOf = (type: number): Typed["dtype"] => {
  for (const [name, number] of Object.entries(elementType)) if (number === type) return name as DType
  return "int64"
}
