import { add, div, mul, sub } from "../graph/ops/arithmetic.ts"
import { reduceMax, reduceSum } from "../graph/ops/reduce.ts"
import { squeeze } from "../graph/ops/shape.ts"
import { exp, log, stopGradient } from "../graph/ops/unary.ts"
import { type Signal, signal } from "./signal.ts"

/** A number as a part of a name. */
type Spelled<N extends string> = N extends `${infer Whole}.${infer Rest}` ? `${Whole}_${Rest}` : N

/**
 * Renyi entropy of order a, `H_a(p) = log(sum p^a) / (1 - a)`, between 0 and log V; order 2 is the collision entropy. It falls
 * with a: order 1 is `entropy` and order infinity `minEntropy`, which have files of their own. Single precision is off by up to
 * 2e-5 / |a - 1| nats over 150 thousand tokens, so orders within 0.01 of 1 are refused.
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
  const spelled = String(a)
  if (!(a > 0 && Math.abs(a - 1) >= 0.01 && plain.test(spelled))) {
    const why = "it is no positive decimal number at least 0.01 away from 1, where it is the entropy"
    throw new Error(`Cannot make a Renyi entropy of order ${spelled}: ${why}`)
  }
  return signal({
    name: `renyi_${spelled}`.replace(".", "_") as `renyi_${Spelled<`${A}`>}`,
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

/** Neither infinite nor with an exponent, which no name can have. */
const plain = /^\d+(\.\d+)?$/
