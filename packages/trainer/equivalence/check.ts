import { Arbitrary, Effect, type Scope } from "effect"
import type { Runtime } from "@rlif/core/runtime/runtime"
import type { Claim } from "./claim.ts"

/** What became of a claim: every case held, with the deviation closest to the bound, or the smallest case that did not. */
export type Outcome =
  | { readonly held: true; readonly cases: number; readonly deviation: number }
  | { readonly held: false; readonly counterexample: unknown; readonly deviation: number; readonly shrinks: number }

/** Tests a claim on random cases of a seed; a case that breaks it is shrunk to a readable one. */
export const check = Effect.fnUntraced(function* (
  { cases, measure, holds }: Claim,
  { runs = 100, seed = 0 }: { readonly runs?: number; readonly seed?: number } = {},
): Effect.fn.Return<Outcome, unknown, Runtime | Scope.Scope> {
  const deviationOf = (yield* measure) as (instance: unknown) => Effect.Effect<number, unknown>
  const within = "within" in holds
  let closest = within ? 0 : Infinity
  const fine = (deviation: number) => within ? deviation <= holds.within : deviation >= holds.apart
  const result = yield* Arbitrary.checkEffect(
    cases as Arbitrary.Arbitrary<unknown>,
    (instance) =>
      Effect.map(deviationOf(instance), (deviation) => {
        if (!fine(deviation)) return false
        closest = within ? Math.max(closest, deviation) : Math.min(closest, deviation)
        return true
      }),
    { runs, seed, maxShrinks: 20_000 },
  )
  if (result._tag === "Passed") return { held: true, cases: result.runs, deviation: closest }
  if (result._tag !== "Falsified") return yield* Effect.die(new Error(`Cannot check claim: ${result._tag}`))
  if (result.failure._tag === "PropertyError") return yield* Effect.fail(result.failure.error)
  const counterexample = result.shrunkInput
  return { held: false, counterexample, deviation: yield* deviationOf(counterexample), shrinks: result.shrinks }
})
