/**
 * Whether a group has nothing to compare: one completion, or rewards that are all the same number. Decided by order and
 * not by a difference from the mean, which in floating point need not be 0 even where all rewards are 0.1.
 */
export const isConstant = (rewards: Float64Array): boolean => rewards.every((reward) => reward === rewards[0])

/** The mean, added up in ascending order, so that no permutation of the group changes a bit. */
export const mean = (values: Float64Array): number =>
  values.toSorted().reduce((sum, value) => sum + value, 0) / values.length
