import * as Arbitrary from "effect/Arbitrary"
import { standardized } from "../advantage/standardized.ts"
import { claim, furthest } from "../equivalence/claim.ts"
import type { Theorem } from "./theorem.ts"

/** By how much the advantages of 0 and 2 are not those of 0 and 1. */
const byDoubling = (eps: number) => {
  const advantage = standardized({ eps })
  return furthest(advantage(Float64Array.of(0, 2)), advantage(Float64Array.of(0, 1)))
}

/**
 * N8
 * @stability unstable
 * @since 0.1.0
 */
export const affineInvarianceNeedsNoEps: Theorem = {
  id: "N8",
  name: "affine_invariance_needs_no_eps",
  title: "With an eps above 0 in the divisor, doubling the rewards changes the advantages.",
  formula: "eps > 0: A_eps(2 r) != A_eps(r) for r = (0, 1)",
  hypotheses: ["eps > 0"],
  source: "the counterexample stated",
  relation: "bound",
  scope: ["G = 2"],
  proofs: ["affine_invariance_needs_no_eps"],
  claims: [
    // -1 / (sqrt 2 + 0.1) against -1/2 / (sqrt 1/2 + 0.1): -.6604 and -.6195.
    claim("0 and 2 against 0 and 1 at eps 0.1", Arbitrary.Constant(0.1), { of: byDoubling, apart: 0.01 }),
  ],
}
