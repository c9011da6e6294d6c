import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus"
import type { RandomGenerator } from "pure-rand/types/RandomGenerator"
import { hashed, seedOf, textOf, unhashed } from "./hash.ts"

/**
 * A seed, 32 bits. Everything random in a run is a function of a seed.
 * @since 0.1.0
 */
export type Seed = number

/**
 * Mixes parts into a seed (FNV-1a over their text, then MurmurHash3's finalizer). The seed of a completion is
 * `seed(runSeed, "sample", step, problem, sample)`, so that it does not depend on the order of evaluation.
 *
 * @example
 * ```ts
 * import { seed } from "@rlif/core/random/seed"
 * seed(7, "sample", 0) === seed(7, "sample", 0) // true
 * seed(7, "sample", 0) === seed(7, "sample", 1) // false
 * ```
 *
 * @since 0.1.0
 */
export const seed = (...parts: ReadonlyArray<number | string>): Seed =>
  seedOf(parts.reduce((state: number, part) => hashed(state, textOf(part)), unhashed))

/**
 * A source of randomness. Each number depends on the seed and on the count of numbers drawn before, and on nothing else.
 * @since 0.1.0
 */
export interface Random {
  /** Uniform on [0, 1), a multiple of 2^-23, so that it stays below 1 in float32. */
  readonly uniform: () => number
  /** Uniform on the integers 0 to `below - 1`. */
  readonly integer: (below: number) => number
  /** Standard normal (Box-Muller). */
  readonly normal: () => number
}

/**
 * A generator (xoroshiro128+) from a seed that `seed` has mixed. Unmixed small numbers make generators that begin alike: the
 * first numbers of all are close to 1.
 * @since 0.1.0
 */
export const random = (from: Seed): Random => {
  const generator: RandomGenerator = xoroshiro128plus(from)
  const uniform = () => (generator.next() >>> 9) * 2 ** -23
  return {
    uniform,
    // 46 bits before the floor: the bias for any `below` under 2^20 is less than 1e-7.
    integer: (below) => Math.floor((uniform() + uniform() * 2 ** -23) * below),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  }
}
