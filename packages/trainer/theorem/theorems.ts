import { advantagesAreAffineInvariant } from "./advantages_are_affine_invariant.ts"
import { affineInvarianceNeedsNoEps } from "./affine_invariance_needs_no_eps.ts"
import { entropyIsUniformDivergence } from "./entropy_is_uniform_divergence.ts"
import { selfCertaintyFromLogits } from "./self_certainty_of_logits.ts"
import type { Theorem } from "./theorem.ts"

/** All theorems, equivalences first. */
export const theorems: ReadonlyArray<Theorem> = [
  entropyIsUniformDivergence,
  selfCertaintyFromLogits,
  advantagesAreAffineInvariant,
  affineInvarianceNeedsNoEps,
]
