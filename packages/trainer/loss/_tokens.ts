import type { Sampled } from "./column.ts"

/** The tokens of a batch in one row. */
export const lengthsOf = (batch: ReadonlyArray<Sampled>): ReadonlyArray<ReadonlyArray<number>> =>
  batch.map(({ group }) => group.rollouts.map(({ tokens }) => tokens.length))

/** A row of all tokens as the batch has them. */
export const byRollout = (
  batch: ReadonlyArray<Sampled>,
  flat: Float32Array,
): ReadonlyArray<ReadonlyArray<Float32Array>> => {
  let at = 0
  return lengthsOf(batch).map((group) => group.map((length) => flat.subarray(at, at += length)))
}

/** Indices from the largest value to the smallest; equal ones in their order. */
export const ranking = (values: ArrayLike<number>): ReadonlyArray<number> =>
  Array.from(values, (_, i) => i).sort((a, b) => values[b] - values[a] || a - b)

/**
 * How a token's log-probability and advantage go together over the batch, `(log p - mean log p) (A - mean A)`, as it was
 * sampled: what moves the entropy of a softmax policy. Cui et al. 2025, arXiv:2505.22617.
 */
export const covariances = (batch: ReadonlyArray<Sampled>): Float64Array => {
  const rows = batch.flatMap(({ group, advantages }) =>
    group.rollouts.map(({ signals }, i) => ({ logprob: signals.logprob, advantage: advantages[i] }))
  )
  const count = rows.reduce((sum, { logprob }) => sum + logprob.length, 0)
  let [logprobs, total] = [0, 0]
  for (const { logprob, advantage } of rows) {
    for (const x of logprob) logprobs += x
    total += advantage * logprob.length
  }
  const result = new Float64Array(count)
  let at = 0
  for (const { logprob, advantage } of rows) {
    for (const x of logprob) result[at++] = (x - logprobs / count) * (advantage - total / count)
  }
  return result
}

/** Throws unless some tokens are meant, and at most all. */
export const checkShare = (share: number): void => {
  if (!(share > 0 && share <= 1)) {
    throw new Error(`Cannot take a share of ${share} of the tokens: it is not above 0 and up to 1`)
  }
}
