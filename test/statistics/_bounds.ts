// Bounds that hold for every number of draws, unlike a chi-square or a normal approximation: a false alarm is no more
// frequent than they say.

/** `KL(q || p)` of two coins. */
const coin = (q: number, p: number) => {
  const term = (a: number, b: number) => (a === 0 ? 0 : a * Math.log(a / b))
  return term(q, p) + term(1 - q, 1 - p)
}

/**
 * Chernoff: `k` hits of `n` with chance p, or one that lies further out, are no more frequent than `2 e^(-n KL(k/n || p))`.
 */
export const hits = ({ k, n, p }: { readonly k: number; readonly n: number; readonly p: number }): number =>
  Math.min(1, 2 * Math.exp(-n * coin(k / n, p)))

/**
 * Bernstein: the mean of `n` independent numbers of variance `variance`, none further than `most` from their expectation, is
 * off by more than this with a chance of at most `chance`: `2 e^(-n t^2 / (2 variance + 2 most t / 3))`.
 */
export const meanWithin = (
  { n, variance, most, chance }: {
    readonly n: number
    readonly variance: number
    readonly most: number
    readonly chance: number
  },
): number => {
  const l = Math.log(2 / chance)
  const b = most * l / 3
  return (b + Math.sqrt(b * b + 2 * n * variance * l)) / n
}

/**
 * Dvoretzky-Kiefer-Wolfowitz with Massart's constant: an empirical distribution function is further than this from the true
 * one, somewhere, with a chance of at most `chance`: `2 e^(-2 n t^2)`.
 */
export const distributionWithin = ({ n, chance }: { readonly n: number; readonly chance: number }): number =>
  Math.sqrt(Math.log(2 / chance) / (2 * n))

/** How far the distribution function of what was drawn is from `cdf`, at most. */
export const distance = (drawn: ReadonlyArray<number>, cdf: (x: number) => number): number => {
  const sorted = drawn.toSorted((a, b) => a - b)
  return sorted.reduce(
    (most, x, i) => Math.max(most, Math.abs(cdf(x) - i / sorted.length), Math.abs(cdf(x) - (i + 1) / sorted.length)),
    0,
  )
}
