// For tests of frequencies: how likely a chi-square statistic at least this large is.

/** `P(X >= x)` of a chi-square variable with `freedom` degrees: the regularized upper gamma function Q(k/2, x/2). */
export const chiSquareTail = (x: number, freedom: number): number => {
  const half = x / 2
  // Q(a + 1, x) = Q(a, x) + x^a e^-x / Gamma(a + 1), from Q(1/2, x) = erfc(sqrt x) or Q(1, x) = e^-x.
  let a = freedom % 2 === 0 ? 1 : 0.5
  let q = freedom % 2 === 0 ? Math.exp(-half) : erfc(Math.sqrt(half))
  let term = freedom % 2 === 0 ? half * Math.exp(-half) : Math.sqrt(half) * Math.exp(-half) / (Math.sqrt(Math.PI) / 2)
  for (; a < freedom / 2; a++) {
    q += term
    term *= half / (a + 1)
  }
  return q
}

// Abramowitz and Stegun 7.1.26; its absolute error is below 1.5e-7.
const erfc = (x: number) => {
  const t = 1 / (1 + 0.3275911 * x)
  const series = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592].reduce((s, c) => s * t + c, 0)
  return series * t * Math.exp(-x * x)
}
