import { add, div, mul, sub } from "../graph/ops/arithmetic.ts"
import { reduceMax, reduceSum } from "../graph/ops/reduce.ts"
import { squeeze } from "../graph/ops/shape.ts"
import { exp, log, stopGradient } from "../graph/ops/unary.ts"
import { type Signal, signal } from "./signal.ts"

/** A number as a part of a name. */
type Spelled<N extends string> = N extends `${infer Whole}.${infer Rest}` ? `${Whole}_${Rest}` : N

/**
 * Renyi entropy of order a, `H_a(p) = log(sum p^a) / (1 - a)`, between 0 and log V; order 2 is the collision entropy. It falls
 * with a: order 1 is `entropy` and order infinity `minEntropy`, which have files of their own.
 *
 * @example
 * ```ts
 * import { renyi } from "@rlif/core/signals"
 *
 * renyi(2).name // "renyi_2"
 * renyi(0.5).name // "renyi_0_5"
 * ```
 *
 * @since 0.1.0
 */
export const renyi = <const A extends number>(a: A): Signal<`renyi_${Spelled<`${A}`>}`> => {
  if (!(a > 0 && a !== 1 && Number.isFinite(a))) {
    throw new Error(`Cannot make a Renyi entropy of order ${a}: it is not a positive number other than 1`)
  }
  return signal({
    name: `renyi_${a}`.replace(".", "_") as `renyi_${Spelled<`${A}`>}`,
    reads: ["logprobs"],
    unit: "nats",
    source: "Renyi 1961",
    of: ({ logprobs }) => {
      const scaled = mul(logprobs, a as number) // (M, V)
      const most = stopGradient(reduceMax(scaled, -1, { keepDims: true }))
      const sum = log(reduceSum(exp(sub(scaled, most)), -1))
      return div(add(squeeze(most, -1), sum), 1 - a)
    },
  })
}
