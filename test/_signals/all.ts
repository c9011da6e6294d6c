// Every signal that tests know: those that ship, and some that the library does not have.
import { allSignals, minEntropy, renyi, type Signal, topGap, topMean, varentropy } from "@rlif/core/signals"
import { chosenProbability } from "./chosen_probability.ts"
import { collision } from "./collision.ts"
import { earlyToken } from "./early_token.ts"
import { margin } from "./margin.ts"

/** Signals from outside the library that read the distribution. */
export const outside = [chosenProbability, collision, margin] as const

/** A signal, and what it is of probabilities p and the token y. */
export interface Known {
  readonly signal: Signal
  readonly exact: (p: ReadonlyArray<number>, y: number) => number
}

const sum = (xs: ReadonlyArray<number>) => xs.reduce((a, b) => a + b, 0)
const surprise = (q: number) => (q === 0 ? 0 : -Math.log(q))
const mean = (p: ReadonlyArray<number>, of: (q: number) => number) => sum(p.map((q) => q * of(q)))
const descending = (p: ReadonlyArray<number>) => p.map(Math.log).sort((a, b) => b - a)
const [logprob, entropy, selfCertainty] = allSignals

/** One row a signal. */
export const known: ReadonlyArray<Known> = [
  { signal: logprob, exact: (p, y) => Math.log(p[y]) },
  { signal: entropy, exact: (p) => mean(p, surprise) },
  { signal: selfCertainty, exact: (p) => sum(p.map((q) => Math.log(1 / p.length / q) / p.length)) },
  { signal: minEntropy, exact: (p) => -Math.log(Math.max(...p)) },
  ...[0.5, 2, 3].map((a): Known => ({ signal: renyi(a), exact: (p) => Math.log(sum(p.map((q) => q ** a))) / (1 - a) })),
  { signal: topGap, exact: (p) => descending(p)[0] - descending(p)[1] },
  ...[1, 3, 100].map((k): Known => ({
    signal: topMean(k),
    exact: (p) => sum(descending(p).slice(0, k)) / Math.min(k, p.length),
  })),
  { signal: varentropy, exact: (p) => mean(p, (q) => (surprise(q) - mean(p, surprise)) ** 2) },
  { signal: chosenProbability, exact: (p, y) => p[y] },
  { signal: collision, exact: (p) => -Math.log(sum(p.map((q) => q * q))) },
  { signal: margin, exact: (p) => descending(p)[0] - descending(p)[1] },
  { signal: earlyToken, exact: (_, y) => Number(y < 3) },
]
