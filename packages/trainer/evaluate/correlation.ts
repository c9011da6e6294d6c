import { isConstant } from "../advantage/is_constant.ts"

/**
 * Pearson's correlation of two columns of equal length, in [-1, 1]: does the internal reward know what is right?
 * `undefined` if a column is constant or not finite: the question then has no answer.
 * @since 0.1.0
 */
export const correlation = (x: ArrayLike<number>, y: ArrayLike<number>): number | undefined => {
  const [a, b] = [deviations(x), deviations(y)]
  const [xx, yy] = [dot(a, a), dot(b, b)]
  if (isConstant(x) || isConstant(y) || !(xx > 0 && yy > 0 && xx < Infinity && yy < Infinity)) return undefined
  return Math.max(-1, Math.min(1, dot(a, b) / (Math.sqrt(xx) * Math.sqrt(yy))))
}

const deviations = (values: ArrayLike<number>): Float64Array => {
  const all = Float64Array.from(values)
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length
  return all.map((value) => value - mean)
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
