import * as Cpu from "@rlif/core/runtime/providers/cpu"
import * as Effect from "effect/Effect"
import { check, type CheckOptions, type Outcome } from "./check.ts"
import type { Claim } from "./claim.ts"

/** What becomes of a claim, on the processor: for tests. */
export const outcome = (claim: Claim<unknown>, options?: CheckOptions): Promise<Outcome> =>
  check(claim, options).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)
