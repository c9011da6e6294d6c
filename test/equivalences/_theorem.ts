import * as equivalence from "@rlif/trainer/equivalence"
import type { Theorem } from "@rlif/trainer/theorem"
import { describe, expect, it } from "vitest"
import { proofs } from "./_prover.ts"

/** The axioms of the classical reals, as Coq's standard library has them: no proof may need others. */
const classicalReals = [
  "ClassicalDedekindReals.sig_forall_dec",
  "ClassicalDedekindReals.sig_not_dec",
  "Classical_Prop.classic",
  "FunctionalExtensionality.functional_extensionality_dep",
]

/**
 * Tests a theorem: that its proofs check and say what is pinned here, on no axioms but the reals'; and each of its claims.
 * `statements` are by the name of the Coq theorem, as the prover prints them.
 */
export const verified = (
  theorem: Theorem,
  { statements, runs = 200 }: { readonly statements: Readonly<Record<string, string>>; readonly runs?: number },
) =>
  describe(`${theorem.id}: ${theorem.title}`, () => {
    it("names the proofs that are pinned", () => expect(Object.keys(statements)).toEqual(theorem.proofs))

    // One run of the prover serves all tests; the first that asks starts it.
    it.each(Object.entries(statements))("%s is proved", async (name, statement) => {
      const { error, theorems, axioms } = await proofs()
      expect(error).toBe(undefined)
      expect(theorems[name]).toBe(statement.replaceAll(/\s+/g, " ").trim())
      expect(classicalReals).toEqual(expect.arrayContaining([...axioms]))
    }, 300_000)

    it.each(theorem.claims.map((claim) => [claim.name, claim] as const))("%s", async (_, claim) => {
      await equivalence.verified(claim, { runs })
    })
  })

/** Tests that what one might take for the truth is not: a simplification, stated as a claim, fails. */
export const refuted = (claim: equivalence.Claim<unknown>, { runs = 200 }: { readonly runs?: number } = {}) =>
  it(`not so: ${claim.name}`, async () => {
    // By a counterexample, and not because every case is too small to tell.
    await equivalence.refuted(claim, { runs })
  })
