import type { Arrays, DType } from "./dtype.ts"
import { type Shape, show } from "./dim.ts"

/**
 * Every operation of the graph, and the attributes that it carries. A new line here does not compile until each of three
 * tables has its row: the gradient rules, the lowerings, and the tests' finite-difference cases.
 * @since 0.1.0
 */
export interface Attributes {
  // leaves
  readonly input: { readonly name: string }
  readonly constant: { readonly data: Arrays[DType] }
  // element-wise, broadcasting
  readonly add: Empty
  readonly sub: Empty
  readonly mul: Empty
  readonly div: Empty
  readonly minimum: Empty
  readonly maximum: Empty
  readonly where: Empty
  // element-wise, one operand
  readonly neg: Empty
  readonly exp: Empty
  readonly log: Empty
  readonly sqrt: Empty
  readonly abs: Empty
  readonly reciprocal: Empty
  readonly sigmoid: Empty
  readonly silu: Empty
  readonly clip: { readonly low: number; readonly high: number }
  readonly cast: { readonly to: DType }
  readonly stopGradient: Empty
  // truth values
  readonly less: Empty
  readonly lessEqual: Empty
  readonly equal: Empty
  readonly and: Empty
  readonly or: Empty
  readonly not: Empty
  // reductions
  readonly reduceSum: { readonly axes: ReadonlyArray<number>; readonly keepDims: boolean }
  readonly reduceMean: { readonly axes: ReadonlyArray<number>; readonly keepDims: boolean }
  readonly reduceMax: { readonly axes: ReadonlyArray<number>; readonly keepDims: boolean }
  readonly cumSum: { readonly axis: number; readonly reverse: boolean }
  readonly argMax: { readonly axis: number }
  readonly size: { readonly axes: ReadonlyArray<number> }
  // shapes
  readonly reshape: Empty
  readonly broadcastTo: Empty
  readonly transpose: { readonly permutation: ReadonlyArray<number> }
  readonly concat: { readonly axis: number }
  readonly slice: { readonly axis: number; readonly start: number | string; readonly end: number | string }
  // rows and indices
  readonly gather: Empty
  readonly scatterAdd: Empty
  readonly pick: Empty
  readonly place: Empty
  readonly regroup: Empty
  readonly sortDescending: Empty
  readonly orderDescending: Empty
  readonly rearrange: Empty
  // products
  readonly matmul: {
    readonly transA: boolean
    readonly transB: boolean
    readonly alpha: number
  }
  // weights at rest
  readonly dequantize: Empty
  // fused forms, each with a primitive twin in `ops/twin.ts`
  readonly softmax: Empty
  readonly logSoftmax: Empty
  readonly rmsNorm: { readonly epsilon: number }
  readonly inverseRms: { readonly epsilon: number }
  readonly rotary: Empty
  readonly attentionWeights: { readonly scale: number }
  readonly attention: { readonly scale: number }
  readonly tokenLogprob: Empty
}

/**
 * Attributes of an operation that has none.
 * @since 0.1.0
 */
export type Empty = Readonly<Record<never, never>>

/**
 * The name of an operation.
 * @since 0.1.0
 */
export type OpName = keyof Attributes

/**
 * One immutable node of the graph: an operation, its inputs, and the type of the one tensor it computes.
 * @since 0.1.0
 */
export interface Node<K extends OpName = OpName, D extends DType = DType> {
  readonly op: K
  readonly inputs: ReadonlyArray<Tensor>
  readonly attributes: Attributes[K]
  readonly shape: Shape
  readonly dtype: D
}

/**
 * A symbolic tensor: plain data (it can be cloned to a worker), compared by identity.
 * @since 0.1.0
 */
export type Tensor<D extends DType = DType> = { readonly [K in OpName]: Node<K, D> }[OpName]

/**
 * A tensor of any floating type.
 * @since 0.1.0
 */
export type FloatTensor = Tensor<"float32"> | Tensor<"float64">

/**
 * Builds a node. Only the constructors in `ops/` call this, after checking operands and inferring the shape.
 * @since 0.1.0
 */
export const node = <K extends OpName, D extends DType>(
  op: K,
  inputs: ReadonlyArray<Tensor>,
  type: { readonly attributes: Attributes[K]; readonly shape: Shape; readonly dtype: D },
): Tensor<D> => Object.freeze({ op, inputs, ...type }) as unknown as Tensor<D>

/**
 * The error of a mistake in shapes, which names the operation and all shapes involved. Constructors throw it: the mistake is
 * the programmer's.
 * @since 0.1.0
 */
export const shapeError = (op: string, shapes: ReadonlyArray<Shape>, why: string): Error =>
  new Error(`Cannot build ${op} of ${shapes.map(show).join(" and ")}: ${why}`)
