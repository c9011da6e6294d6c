/**
 * Whether there is nothing to compare: one value, or all of them the same number. Decided by equality and not by a
 * difference from the mean, which in floating point need not be 0 even where all values are 0.1.
 */
export const isConstant = (values: ArrayLike<number>): boolean => {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false
  return true
}
