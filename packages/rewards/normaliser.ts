/**
 * The divisor of a sum over a completion's tokens: their number, 1, or a constant that does not depend on the completion.
 * A mean is blind to length but breaks the exact identities between the rewards; a sum keeps the identities and grows with
 * length; a constant keeps the identities and the scale.
 * @since 0.1.0
 */
export type Normaliser = "mean" | "sum" | number

/**
 * `sum_t x_t / n`, with T, 1 or the constant for n. The mean over no tokens is NaN.
 * @since 0.1.0
 */
export const normalised = (values: ArrayLike<number>, normaliser: Normaliser): number => {
  let sum = 0
  for (let t = 0; t < values.length; t++) sum += values[t] // (T)
  return normaliser === "sum" ? sum : sum / (normaliser === "mean" ? values.length : normaliser)
}
