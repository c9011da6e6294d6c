// The choice of the next token, inside the graph, so that a run returns one number a row and no logits.
import type { Float } from "../graph/dtype.ts"
import type { Tensor } from "../graph/tensor.ts"
import { div, maximum, mul, sub } from "../graph/ops/arithmetic.ts"
import { softmax, tokenLogprob } from "../graph/ops/fused.ts"
import { sortDescending } from "../graph/ops/rows.ts"
import { argMax, reduceMax, reduceSum } from "../graph/ops/reduce.ts"
import { slice } from "../graph/ops/shape.ts"
import { less, where } from "../graph/ops/truth.ts"
import { log, neg } from "../graph/ops/unary.ts"
import { invert } from "./_invert.ts"
import { runningSum } from "./_running_sum.ts"
import { known } from "../graph/dim.ts"

/** How a token is chosen from its distribution. */
export interface Choice {
  /** 0 is greedy. */
  readonly temperature: number
  /** Choose among the k likeliest tokens only (and ties with the k-th). */
  readonly topK?: number | undefined
  /** Choose among the fewest likeliest tokens whose probability reaches p (of those that `topK` leaves, if both are set). */
  readonly topP?: number | undefined
  /** Leave out tokens whose probability is below this share of the likeliest one's. */
  readonly minP?: number | undefined
}

/**
 * What was drawn of each row.
 */
export interface Drawn<D extends Float> {
  /** (R) */
  readonly token: Tensor<"int32">
  /** (R), nats: its log-probability under the distribution that it was drawn from, what the choice leaves of softmax(z / temperature). */
  readonly drawn: Tensor<D>
}

/**
 * Draws one token a row from softmax(z / temperature) by inverting its distribution function at one uniform number:
 * `token = #{j : F_j <= u F_V}`, F the running sums of the probabilities that top-k and top-p leave. A masked token adds
 * 0 to F, so it is never drawn. Logits z (R, V), uniform on [0, 1) (R) -> tokens (R); greedy ignores the uniform.
 *
 * Nucleus (top-p): Holtzman et al., 2020, arXiv:1904.09751. Min-p: Nguyen et al., 2024, arXiv:2407.01082.
 */
export const choose = <D extends Float>(
  z: Tensor<D>,
  uniform: Tensor<D>,
  choice: Choice,
): Drawn<D> => {
  const { temperature, topK, topP, minP = 0 } = choice
  // What is sure has log-probability 0.
  if (temperature === 0) return { token: argMax(z, 1), drawn: mul(reduceMax(z, 1), 0) }
  const vocabulary = known(z.shape[1])
  const scaled = div(z, temperature)
  const p = softmax(scaled) // (R, V)
  const nucleus = threshold(p, {
    topK: Math.min(topK ?? vocabulary, vocabulary),
    topP: Math.max(topP ?? 1, tiniest),
  })
  const share = minP === 0 ? undefined : mul(reduceMax(p, 1, { keepDims: true }), minP) // (R, 1)
  const least = nucleus === undefined ? share : share === undefined ? nucleus : maximum(nucleus, share)
  const kept = least === undefined ? p : where(less(p, least), mul(p, 0), p)
  const token = invert(kept, uniform)
  const logprob = tokenLogprob(scaled, token)
  return { token, drawn: least === undefined ? logprob : sub(logprob, log(reduceSum(kept, 1))) }
}

// The likeliest token's probability is above it, and it is above the least float.
const tiniest = 2 ** -100

// The least probability (R, 1) of the tokens that are kept.
const threshold = <D extends Float>(
  p: Tensor<D>,
  { topK, topP }: { readonly topK: number; readonly topP: number },
): Tensor<D> | undefined => {
  if (topK === p.shape[1] && topP === 1) return undefined
  const sorted = slice(sortDescending(p), 1, { end: topK }) // (R, k)
  if (topP === 1) return last(sorted, topK)
  const sums = runningSum(sorted)
  // A token is in the nucleus if the tokens before it have not reached p yet; the first token always is.
  const inside = less(sub(sums, sorted), mul(last(sums, topK), topP))
  return neg(reduceMax(where(inside, neg(sorted), -2), 1, { keepDims: true }))
}

const last = <D extends Float>(x: Tensor<D>, width: number) => slice(x, 1, { start: width - 1 })
