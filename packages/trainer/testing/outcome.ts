import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Effect } from "effect"
import { check, type Outcome, type Refuted } from "../equivalence/check.ts"
import type { Claim } from "../equivalence/claim.ts"
import { show } from "../equivalence/show.ts"

/** What becomes of a claim, on the processor: for tests. */
export const outcome = (
  claim: Claim<unknown>,
  options?: { readonly runs?: number; readonly seed?: number },
): Promise<Outcome> => Effect.runPromise(Effect.scoped(check(claim, options)).pipe(Effect.provide(Cpu.layer)))

/** The counterexample of a claim that does not hold. */
export const refuted = async <A>(claim: Claim<unknown>, options?: { readonly seed?: number }) => {
  const found = await outcome(claim, options)
  if (!("counterexample" in found)) throw new Error(`Cannot refute "${claim.name}": ${show(found)}`)
  return found as Refuted & { readonly counterexample: A }
}
