import { type Arbitrary, Effect } from "effect"
import type { Both, Measured } from "./side.ts"

/**
 * One measurable claim: on every case, how far apart two sides are, relative to their size. An equality holds within
 * `tolerance`; a limit (`apart`) says that a stated example is at least so far from the tempting simplification. `E` is how
 * measuring a case may fail.
 * @stability unstable
 * @since 0.1.0
 */
export interface Claim<out E = never, A = never> {
  readonly name: string
  readonly cases: Arbitrary.Arbitrary<A>
  /** Compiles what it needs once, then measures each case with the library's own code. */
  readonly measure: Measured<A, E, number>
  /** What is compared, where it is two lists of numbers: shown with a counterexample. */
  readonly sides?: Measured<A, E, Both>
  /** `{ within }`: every case deviates by at most this. `{ apart }`: every case deviates by at least this. */
  readonly holds: { readonly within: number } | { readonly apart: number }
}

/**
 * `|a - b| / (1 + |a| + |b|)`, NaN where either is: the deviation that claims are stated in.
 * @stability unstable
 * @since 0.1.0
 */
export const deviation = (a: number, b: number): number => Math.abs(a - b) / (1 + Math.abs(a) + Math.abs(b))

/**
 * The largest deviation between lists; infinite where their lengths differ, NaN where any element is NaN.
 * @stability unstable
 * @since 0.1.0
 */
export const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length !== b.length) return Infinity
  let most = 0
  for (let i = 0; i < a.length; i++) {
    const apart = deviation(a[i], b[i])
    if (Number.isNaN(apart)) return NaN
    most = Math.max(most, apart)
  }
  return most
}

/**
 * A claim about plain functions: `of` gives the deviation of a case.
 * @stability unstable
 * @since 0.1.0
 */
export const claim = <A>(
  name: string,
  cases: Arbitrary.Arbitrary<A>,
  { of, ...holds }:
    & { readonly of: (instance: A) => number }
    & ({ readonly within: number } | { readonly apart: number }),
): Claim =>
  measured(name, cases, { measure: Effect.succeed((instance: A) => Effect.sync(() => of(instance))), ...holds })

/**
 * A claim that has to compile programs or to sample: `measure` does so once.
 * @stability unstable
 * @since 0.1.0
 */
export const measured = <A, E = never>(
  name: string,
  cases: Arbitrary.Arbitrary<A>,
  { measure, sides, ...holds }:
    & Pick<Claim<E, A>, "measure" | "sides">
    & ({ readonly within: number } | { readonly apart: number }),
): Claim<E> =>
  // Which cases a claim is about is its own affair: whoever checks it only hands them back.
  ({ name, cases, measure, holds, ...(sides === undefined ? {} : { sides }) }) as Claim<E, A> as unknown as Claim<E>
