import type { Shape } from "../dim.ts"
import type { Float } from "../dtype.ts"
import { node, shapeError, type Tensor } from "../tensor.ts"
import { broadcast, sameType } from "./_broadcast.ts"

/**
 * How `matmul` reads its operands, and the factor `alpha` of the product.
 * @since 0.1.0
 */
export interface MatmulOptions {
  readonly transA?: boolean
  readonly transB?: boolean
  readonly alpha?: number
}

/**
 * `alpha op(a) op(b)` over the last two axes, batch axes broadcasting: (..., M, K) (..., K, N) -> (..., M, N).
 * `transA` and `transB` swap an operand's last two axes.
 * @since 0.1.0
 */
export const matmul = <D extends Float>(
  a: Tensor<D>,
  b: Tensor<NoInfer<D>>,
  options: MatmulOptions = {},
): Tensor<D> => {
  sameType("matmul", a, b)
  const { transA = false, transB = false, alpha = 1 } = options
  const [x, y] = [a.shape, b.shape]
  const fail = (why: string) => shapeError("matmul", [x, y], why)
  if (x.length < 2 || y.length < 2) throw fail("both need two axes")
  const [m, k] = last2(x, transA)
  const [k2, n] = last2(y, transB)
  if (k !== k2) throw fail(`${k} is not ${k2}`)
  const batch = broadcast("matmul", x.slice(0, -2), y.slice(0, -2))
  return node("matmul", [a, b], {
    attributes: { transA, transB, alpha },
    shape: [...batch, m, n],
    dtype: a.dtype,
  })
}

const last2 = (shape: Shape, swap: boolean) => {
  const pair = shape.slice(-2)
  return swap ? [pair[1], pair[0]] as const : [pair[0], pair[1]] as const
}
