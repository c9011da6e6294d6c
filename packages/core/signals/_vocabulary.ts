import type { Tensor } from "../graph/tensor.ts"

/** V of (M, V), which has to be a number. */
export const vocabulary = ({ shape }: Tensor): number => {
  const v = shape[shape.length - 1]
  if (typeof v !== "number") throw new Error(`Cannot build a signal: the vocabulary is of unknown size "${v}"`)
  return v
}
