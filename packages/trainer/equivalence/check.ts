import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Runtime } from "@rlif/core/runtime/runtime"
import type { Claim, Reading } from "./claim.ts"

/**
 * The outcome of testing a claim: every case held, with the deviation closest to the bound, or a small case that did not.
 * @stability unstable
 * @since 0.1.0
 */
export type Outcome = Held | Refuted | Silent

/** Which cases a claim was tested on. */
interface Tried {
  readonly seed: number
  /** How many cases were tried; of a claim that does not hold, the number of the first that broke it. */
  readonly cases: number
  /** The closest to the bound, or that of the counterexample. */
  readonly deviation: number
}

/**
 * No case broke the claim.
 * @stability unstable
 * @since 0.1.0
 */
export interface Held extends Tried {
  readonly held: true
}

/**
 * All cases lie below the tolerance, where anything holds: nothing has been tested.
 * @since 0.1.0
 */
export interface Silent extends Tried {
  readonly held: false
  /** The largest case, in proportion to its scale. */
  readonly largest: number
  /** The tolerance that it is not above. */
  readonly within: number
}

/**
 * A case that breaks a claim, with what its sides are there where it has them.
 * @stability unstable
 * @since 0.1.0
 */
export interface Refuted extends Tried {
  readonly held: false
  readonly counterexample: unknown
  /** How many times it was made simpler. */
  readonly shrinks: number
  readonly sides?: readonly [left: ArrayLike<number>, right: ArrayLike<number>]
}

/**
 * Which cases a claim is tested on. A case depends on its seed and its number alone, so that it can be run again.
 * @stability unstable
 * @since 0.1.0
 */
export interface CheckOptions {
  /** How many cases, from number 1 on. Default 100. */
  readonly runs?: number
  /** Default 0. */
  readonly seed?: number
  /** The case of this number, and no other. Default: all. */
  readonly only?: number | undefined
}

/**
 * Tests a claim on random cases of a seed; a case that breaks it is shrunk to a readable one.
 * @stability unstable
 * @since 0.1.0
 */
export const check = Effect.fnUntraced(function* <E>(
  claim: Claim<E>,
  { runs = 100, seed = 0, only }: CheckOptions = {},
): Effect.fn.Return<Outcome, E, Runtime | Scope.Scope> {
  const { cases, measure, holds } = claim
  // The claim knows what its cases are; they go from `cases` to `measure` as they come.
  const read: (instance: never) => Effect.Effect<Reading, E> = yield* measure
  const within = "within" in holds
  let closest = within ? 0 : Infinity
  let largest = 0
  const fine = (deviation: number) =>
    within ? deviation <= holds.within : Number.isFinite(deviation) && deviation >= holds.apart
  const holding = (instance: never) =>
    Effect.map(read(instance), ({ deviation, size }) => {
      if (!fine(deviation)) return false
      largest = Math.max(largest, size)
      closest = within ? Math.max(closest, deviation) : Math.min(closest, deviation)
      return true
    })
  const [first, last] = only === undefined ? [1, runs] : [only, only]
  for (let at = first; at <= last; at++) {
    // Lists are as long as they may be from the first cases on, and not only towards the last.
    const options = { runs: 1, seed: `${seed}:${at}`, size: 100, maxShrinks: 20_000 }
    const result = yield* Arbitrary.checkEffect(cases, holding, options)
    if (result._tag === "Passed") continue
    if (result._tag !== "Falsified") return yield* Effect.die(new Error(`Cannot check claim: ${result._tag}`))
    if (result.failure._tag === "PropertyError") return yield* Effect.fail(result.failure.error)
    const counterexample = result.shrunkInput
    const sidesOf = claim.sides === undefined ? undefined : yield* claim.sides
    return {
      held: false,
      seed,
      cases: at,
      counterexample,
      deviation: (yield* read(counterexample)).deviation,
      shrinks: result.shrinks,
      ...(sidesOf === undefined ? {} : { sides: yield* sidesOf(counterexample) }),
    }
  }
  const passed = { seed, cases: last - first + 1, deviation: closest }
  return within && largest <= holds.within
    ? { held: false, ...passed, largest, within: holds.within }
    : { held: true, ...passed }
})
