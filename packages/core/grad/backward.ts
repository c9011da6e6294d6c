import { type Shape, show } from "../graph/dim.ts"
import type { DType, Float } from "../graph/dtype.ts"
import { topological } from "../graph/graph.ts"
import { add } from "../graph/ops/arithmetic.ts"
import { scalar } from "../graph/ops/leaf.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import { reshape } from "../graph/ops/shape.ts"
import type { OpName, Tensor } from "../graph/tensor.ts"
import { type Rule, zeros } from "./_rule.ts"
import { rules } from "./rules.ts"

/**
 * The start of the gradient.
 * @since 0.1.0
 */
export interface BackwardOptions {
  /** dL/dloss, of the loss's shape, for a loss that is not a scalar: the result is a vector-Jacobian product. */
  readonly seed?: Tensor
}

/**
 * Reverse-mode gradients: `dloss/dx` for each `x` of `wrt`, of its shape and type, as tensors of the same graph.
 *
 * `loss` is a floating scalar, or comes with a `seed`; `wrt` may name inputs, intermediate tensors, or the loss itself.
 * A tensor that the loss does not depend on gets zeros. Only the nodes between `wrt` and the loss are differentiated.
 * Gradients are ordinary tensors and may be differentiated again. Throws if the loss is not floating, or if it is no scalar
 * and has no seed of its type and shape.
 *
 * @example
 * ```ts
 * import { backward } from "@rlif/core/grad/backward"
 * import { input, mul, reduceSum } from "@rlif/core/graph/ops"
 *
 * const w = input("w", ["N"])
 * const [dw] = backward(reduceSum(mul(w, w)), [w]) // 2 w, shape ("N")
 * ```
 *
 * @since 0.1.0
 */
export const backward = <D extends DType>(
  loss: Tensor,
  wrt: ReadonlyArray<Tensor<D>>,
  options: BackwardOptions = {},
): ReadonlyArray<Tensor<D>> => {
  const start = seedOf(loss, options.seed)
  for (const x of wrt) {
    if (!isFloat(x)) throw new Error(`Cannot differentiate by ${x.op} ${show(x.shape)}: it holds ${x.dtype}`)
  }
  const order = topological([loss])
  const needed = dependents(order, wrt)
  const gradients = new Map<Tensor, Tensor<Float>>([[loss, start]])
  for (const y of order.toReversed()) {
    const dy = gradients.get(y)
    if (dy === undefined || !needed.has(y)) continue
    // The table pairs each name with the rule for exactly that name.
    const rule = rules[y.op] as Rule<OpName>
    for (const [i, dx] of rule(y as Parameters<Rule<OpName>>[0], dy).entries()) {
      const x = y.inputs[i]
      if (dx === undefined || !needed.has(x)) continue
      const part = unbroadcast(dx, x.shape)
      const before = gradients.get(x)
      // A tensor that is used twice gets the sum of its uses' gradients.
      gradients.set(x, before === undefined ? part : add(before, part))
    }
  }
  return wrt.map((x) => (gradients.get(x) as Tensor<D> | undefined) ?? zeros(x.shape, x.dtype))
}

const isFloat = (x: Tensor): x is Tensor<Float> => x.dtype === "float32" || x.dtype === "float64"

const seedOf = (loss: Tensor, seed: Tensor | undefined): Tensor<Float> => {
  const what = `${loss.dtype} ${show(loss.shape)}`
  if (!isFloat(loss)) throw new Error(`Cannot differentiate ${what}: it is not floating`)
  if (seed === undefined) {
    if (loss.shape.length > 0) throw new Error(`Cannot differentiate ${what}: it is not a scalar`)
    return scalar(1, loss.dtype)
  }
  if (seed.dtype !== loss.dtype || show(seed.shape) !== show(loss.shape)) {
    throw new Error(`Cannot differentiate ${what}: the seed is ${seed.dtype} ${show(seed.shape)}`)
  }
  return seed as Tensor<Float>
}

// The tensors of `order` that depend on a tensor of `wrt`, those of `wrt` included.
const dependents = (order: ReadonlyArray<Tensor>, wrt: ReadonlyArray<Tensor>): ReadonlySet<Tensor> => {
  const needed = new Set(wrt)
  for (const y of order) if (y.inputs.some((x) => needed.has(x))) needed.add(y)
  return needed
}

// Sums a gradient over the axes along which its operand was repeated: axes that the operand lacks, or where its size is 1.
const unbroadcast = (dx: Tensor<Float>, shape: Shape): Tensor<Float> => {
  const more = dx.shape.length - shape.length
  const repeated = [...dx.shape.keys()].filter((i) => i < more || (shape[i - more] === 1 && dx.shape[i] !== 1))
  return repeated.length === 0 ? dx : reshape(reduceSum(dx, repeated), shape)
}
