import type { DType, Float } from "../graph/dtype.ts"
import type { Shape } from "../graph/dim.ts"
import { scalar } from "../graph/ops/leaf.ts"
import { size } from "../graph/ops/reduce.ts"
import { broadcastTo, reshape } from "../graph/ops/shape.ts"
import { product } from "../graph/dim.ts"
import type { Node, OpName, Tensor } from "../graph/tensor.ts"

/** The operands of operations that take other tensors than floating ones, with their constructors' types. */
interface Mixed {
  readonly where: readonly [Tensor<"bool">, Tensor<Float>, Tensor<Float>]
  readonly cast: readonly [Tensor]
  readonly gather: readonly [Tensor<Float>, Tensor<"int32">]
  readonly scatterAdd: readonly [Tensor<Float>, Tensor<"int32">]
  readonly pick: readonly [Tensor<Float>, Tensor<"int32">]
  readonly place: readonly [Tensor<Float>, Tensor<"int32">]
  readonly dequantize: readonly [Tensor<"int8">, Tensor<Float>]
  readonly regroup: readonly [Tensor<Float>, Tensor<"int32">, Tensor<"int32">]
  readonly rearrange: readonly [Tensor<Float>, Tensor<"int32">, Tensor<"int32">]
  readonly tokenLogprob: readonly [Tensor<Float>, Tensor<"int32">]
}

/** A node for its rule: the inputs have their own types. */
export type Operation<K extends OpName> = Omit<Node<K, Float>, "inputs"> & {
  readonly inputs: K extends keyof Mixed ? Mixed[K] : ReadonlyArray<Tensor<Float>>
}

/**
 * The gradient of one operation: the node y and dy = dL/dy (of y's shape) to dL/dx for each input x, `undefined` if no
 * gradient passes. For an input that the operation broadcast, dL/dx has the broadcast shape, and `backward` sums it down.
 */
export type Rule<K extends OpName> = (y: Operation<K>, dy: Tensor<Float>) => ReadonlyArray<Tensor<Float> | undefined>

/** A rule for each of some operations. */
export type Rules<K extends OpName> = { readonly [N in K]: Rule<N> }

/** No gradient passes to any input. */
export const none = (): ReadonlyArray<undefined> => []

/** Zeros of any shape, symbolic dimensions included. */
export const zeros = <D extends DType>(shape: Shape, dtype: D): Tensor<D> => broadcastTo(scalar(0, dtype), shape)

/** `x` with its reduced axes restored as axes of size 1, so that it broadcasts against the tensor before the reduction. */
export const restore = (x: Tensor<Float>, from: Shape, axes: ReadonlyArray<number>): Tensor<Float> =>
  reshape(x, from.map((dim, i) => (axes.includes(i) ? 1 : dim)))

/** The number of elements along `axes`: a number if known now, else a scalar of the graph. */
export const count = (x: Tensor<Float>, axes: ReadonlyArray<number>): Tensor<Float> | number => {
  const known = product(axes.map((axis) => x.shape[axis]))
  return typeof known === "number" ? known : size(x, axes)
}
