import { Arbitrary, Effect, type Scope } from "effect"
import type { Runtime } from "@rlif/core/runtime/runtime"
import type { Claim, Reading } from "./claim.ts"

/**
 * The outcome of testing a claim: every case held, with the deviation closest to the bound, or the smallest case that did not.
 * @stability unstable
 * @since 0.1.0
 */
export type Outcome =
  | { readonly held: true; readonly cases: number; readonly deviation: number }
  | Refuted
  | Silent

/**
 * All cases lie below the tolerance, where anything holds: nothing has been tested.
 * @since 0.1.0
 */
export interface Silent {
  readonly held: false
  readonly deviation: number
  readonly cases: number
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
export interface Refuted {
  readonly held: false
  readonly counterexample: unknown
  readonly deviation: number
  /** How many times it was made simpler. */
  readonly shrinks: number
  /** How many cases were tried until one broke the claim. */
  readonly cases: number
  readonly sides?: readonly [left: ArrayLike<number>, right: ArrayLike<number>]
}

/**
 * Tests a claim on random cases of a seed; a case that breaks it is shrunk to a readable one.
 * @stability unstable
 * @since 0.1.0
 */
export const check = Effect.fnUntraced(function* <E>(
  claim: Claim<E>,
  { runs = 100, seed = 0 }: { readonly runs?: number; readonly seed?: number } = {},
): Effect.fn.Return<Outcome, E, Runtime | Scope.Scope> {
  const { cases, measure, holds } = claim
  // The claim knows what its cases are; they go from `cases` to `measure` as they come.
  const read: (instance: never) => Effect.Effect<Reading, E> = yield* measure
  const within = "within" in holds
  let closest = within ? 0 : Infinity
  let largest = 0
  const fine = (deviation: number) =>
    within ? deviation <= holds.within : Number.isFinite(deviation) && deviation >= holds.apart
  const result = yield* Arbitrary.checkEffect(
    cases,
    (instance) =>
      Effect.map(read(instance), ({ deviation, size }) => {
        if (!fine(deviation)) return false
        largest = Math.max(largest, size)
        closest = within ? Math.max(closest, deviation) : Math.min(closest, deviation)
        return true
      }),
    // Lists are as long as they may be from the first cases on, and not only towards the last.
    { runs, seed, size: 100, maxShrinks: 20_000 },
  )
  if (result._tag === "Passed") {
    const passed = { cases: result.runs, deviation: closest }
    return within && largest <= holds.within
      ? { held: false, ...passed, largest, within: holds.within }
      : { held: true, ...passed }
  }
  if (result._tag !== "Falsified") return yield* Effect.die(new Error(`Cannot check claim: ${result._tag}`))
  if (result.failure._tag === "PropertyError") return yield* Effect.fail(result.failure.error)
  const counterexample = result.shrunkInput
  const sidesOf = claim.sides === undefined ? undefined : yield* claim.sides
  return {
    held: false,
    cases: result.runs,
    counterexample,
    deviation: (yield* read(counterexample)).deviation,
    shrinks: result.shrinks,
    ...(sidesOf === undefined ? {} : { sides: yield* sidesOf(counterexample) }),
  }
})
