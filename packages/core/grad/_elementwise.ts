// Gradients of element-wise operations.
import type { Float } from "../graph/dtype.ts"
import { add, type Binary, div, mul, sub } from "../graph/ops/arithmetic.ts"
import { and, less, lessEqual, not, where } from "../graph/ops/truth.ts"
import { cast, neg, sigmoid, type Unary } from "../graph/ops/unary.ts"
import type { Tensor } from "../graph/tensor.ts"
import { none, type Rules } from "./_rule.ts"

/** Two operands and selection. */
export const binary: Rules<Binary | "where"> = {
  // (a + b)' = a' + b'
  add: (_, dy) => [dy, dy],
  // (a - b)' = a' - b'
  sub: (_, dy) => [dy, neg(dy)],
  // (ab)' = a'b + ab'
  mul: ({ inputs: [a, b] }, dy) => [mul(dy, b), mul(dy, a)],
  // (a/b)' = a'/b - (a/b) b'/b
  div: (y, dy) => {
    const da = div(dy, y.inputs[1])
    return [da, neg(mul(da, y))]
  },
  // min(a, b)' = a' where a <= b, else b'
  minimum: ({ inputs: [a, b] }, dy) => split(lessEqual(a, b), dy),
  // max(a, b)' = a' where a >= b, else b'
  maximum: ({ inputs: [a, b] }, dy) => split(lessEqual(b, a), dy),
  // (c ? a : b)' = c ? a' : b'
  where: ({ inputs: [condition] }, dy) => [undefined, ...split(condition, dy)],
}

/** One operand. */
export const unary: Rules<Unary | "clip" | "cast"> = {
  // (-x)' = -x'
  neg: (_, dy) => [neg(dy)],
  // (e^x)' = e^x x'
  exp: (y, dy) => [mul(dy, y)],
  // (ln x)' = x' / x
  log: ({ inputs: [x] }, dy) => [div(dy, x)],
  // (sqrt x)' = x' / (2 sqrt x)
  sqrt: (y, dy) => [div(dy, mul(y, 2))],
  // |x|' = sign(x) x', and sign(0) = 0
  abs: ({ inputs: [x] }, dy) => [where(lessEqual(x, 0), where(less(x, 0), neg(dy), 0), dy)],
  // (1/x)' = -x' / x^2
  reciprocal: (y, dy) => [neg(mul(dy, mul(y, y)))],
  // s' = s (1 - s) x'
  sigmoid: (y, dy) => [mul(dy, mul(y, sub(1, y)))],
  // (x s)' = (s + x s (1 - s)) x'
  silu: (y, dy) => {
    const s = sigmoid(y.inputs[0])
    return [mul(dy, add(s, mul(y, sub(1, s))))]
  },
  // x' where low <= x <= high, else 0
  clip: ({ inputs: [x], attributes: { low, high } }, dy) => [
    where(and(not(less(x, low)), lessEqual(x, high)), dy, 0),
  ],
  // x' in the type of x; only floating types carry one
  cast: ({ inputs: [x] }, dy) => [x.dtype === "float32" || x.dtype === "float64" ? cast(dy, x.dtype) : undefined],
  // 0 by definition
  stopGradient: none,
}

// dy where the condition holds, and dy where it does not.
const split = (condition: Tensor<"bool">, dy: Tensor<Float>) => [
  where(condition, dy, 0),
  where(not(condition), dy, 0),
]
