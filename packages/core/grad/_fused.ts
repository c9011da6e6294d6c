// Gradients of the fused forms.
import type { Float } from "../graph/dtype.ts"
import { add, div, mul, sub } from "../graph/ops/arithmetic.ts"
import { inverseRms, rotary, softmax } from "../graph/ops/fused.ts"
import { reduceMean, reduceSum } from "../graph/ops/reduce.ts"
import { place } from "../graph/ops/rows.ts"
import { expandDims, slice } from "../graph/ops/shape.ts"
import { exp, neg } from "../graph/ops/unary.ts"
import type { Tensor } from "../graph/tensor.ts"
import { count, type Rules } from "./_rule.ts"
import { known } from "../graph/dim.ts"

/** All but attention. */
export const fused: Rules<"softmax" | "logSoftmax" | "rmsNorm" | "inverseRms" | "rotary" | "tokenLogprob"> = {
  // p' = p (x' - sum p x')
  softmax: (p, dp) => [mul(p, sub(dp, rowSum(mul(dp, p))))],
  // (x - log sum e^x)' = x' - sum p x'
  logSoftmax: (y, dy) => [sub(dy, mul(exp(y), rowSum(dy)))],
  // y = w n, n = r x: dx = r (g - n mean(g n)) with g = w dy, and dw = dy n
  rmsNorm: ({ inputs: [x, w], attributes: { epsilon } }, dy) => {
    const r = inverseRms(x, epsilon)
    const n = mul(x, r)
    const g = mul(dy, w)
    return [mul(r, sub(g, mul(n, reduceMean(mul(g, n), -1, { keepDims: true })))), mul(dy, n)]
  },
  // r = (mean x^2 + e)^(-1/2): r' = -r^3 x x' / C
  inverseRms: (r, dr) => {
    const x = r.inputs[0]
    const cube = mul(r, mul(r, r))
    return [neg(mul(x, div(mul(dr, cube), count(x, [x.shape.length - 1]))))]
  },
  // (x1 c - x2 s, x2 c + x1 s): dx is dy turned back; dc = dy1 x1 + dy2 x2, ds = dy2 x1 - dy1 x2 over the heads
  rotary: ({ inputs: [x, cos, sin] }, dy) => {
    const [x1, x2] = halves(x)
    const [d1, d2] = halves(dy)
    return [
      rotary(dy, cos, neg(sin)),
      reduceSum(add(mul(d1, x1), mul(d2, x2)), 1),
      reduceSum(sub(mul(d2, x1), mul(d1, x2)), 1),
    ]
  },
  // (z_t - log sum e^z)' = z_t' - sum p z'
  tokenLogprob: ({ inputs: [z, target] }, dy) => {
    const width = z.shape[z.shape.length - 1]
    return [sub(place(dy, target, width), mul(softmax(z), expandDims(dy, -1))), undefined]
  },
}

const rowSum = (x: Tensor<Float>) => reduceSum(x, -1, { keepDims: true })

const halves = (x: Tensor<Float>) => {
  const half = known(x.shape[x.shape.length - 1]) / 2
  return [slice(x, -1, { end: half }), slice(x, -1, { start: half })] as const
}
