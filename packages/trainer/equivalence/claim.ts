import type * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import type { Measured } from "./measured.ts"
import type { Both } from "./side.ts"

/**
 * The comparison of two sides on one case: how far apart they are, and how large, both in proportion to its scale.
 * @since 0.1.0
 */
export interface Reading {
  readonly deviation: number
  readonly size: number
}

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
  readonly measure: Measured<A, E, Reading>
  /** What is compared, where it is two lists of numbers: shown with a counterexample. */
  readonly sides?: Measured<A, E, Both>
  /**
   * `{ within }`: every case deviates by at most this, and some case is larger than this, or else the claim says nothing.
   * `{ apart }`: every case deviates by at least this, and by a number.
   */
  readonly holds: { readonly within: number } | { readonly apart: number }
}

/**
 * The largest of some numbers in size; NaN where any is.
 * @since 0.1.0
 */
export const largest = (...lists: ReadonlyArray<ArrayLike<number>>): number => {
  let most = 0
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      if (Number.isNaN(list[i])) return NaN
      most = Math.max(most, Math.abs(list[i]))
    }
  }
  return most
}

/**
 * The largest difference between lists in proportion to `scale`, by default to what is largest in them; infinite where
 * their lengths differ, NaN where any element is NaN. Two lists of zeros are the same.
 * @stability unstable
 * @since 0.1.0
 */
export const furthest = (a: ArrayLike<number>, b: ArrayLike<number>, scale = largest(a, b)): number => {
  if (a.length !== b.length) return Infinity
  const most = largest(Array.from(a, (x, i) => x - b[i]))
  return most === 0 ? 0 : most / scale
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
    & Pick<Claim<E, A>, "sides">
    & { readonly measure: Measured<A, E, number> }
    & ({ readonly within: number } | { readonly apart: number }),
): Claim<E> =>
  stated({
    name,
    cases,
    holds,
    // What is no comparison of two sides is of any size.
    measure: Effect.map(measure, (of) => (instance: A) =>
      Effect.map(of(instance), (deviation) => ({ deviation, size: Infinity }))),
    ...(sides === undefined ? {} : { sides }),
  })

/**
 * A claim without the type of its cases, which are its own affair: whoever checks the claim only hands them back.
 * @since 0.1.0
 */
export const stated = <E, A>(claim: Claim<E, A>): Claim<E> => claim as unknown as Claim<E>
