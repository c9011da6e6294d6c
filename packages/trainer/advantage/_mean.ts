/** The mean, added up in ascending order, so that no permutation of the group changes a bit. */
export const mean = (values: Float64Array): number =>
  values.toSorted().reduce((sum, value) => sum + value, 0) / values.length
