import { type Batch, batches } from "../equivalence/batches.ts"
import { largest } from "../equivalence/claim.ts"
import { sameGradient } from "../equivalence/same_gradient.ts"
import { cispo, cispoCapped } from "../loss/cispo.ts"
import { clipped } from "../loss/clipped.ts"
import { dualClipped } from "../loss/dual_clipped.ts"
import { fixedLength } from "../loss/fixed_length.ts"
import { gspo } from "../loss/gspo.ts"
import { reinforce } from "../loss/reinforce.ts"
import { sequenceMean } from "../loss/sequence_mean.ts"
import { sequenceSum } from "../loss/sequence_sum.ts"
import { tokenMean } from "../loss/token_mean.ts"
import type { Theorem } from "./theorem.ts"

const onPolicy = batches({ onPolicy: true })
const losses = { clipped: clipped(), dualClipped: dualClipped(), cispo: cispo(), cispoCapped: cispoCapped(2) }
/** Gradients are sums over completions, which may cancel. */
const scale = ({ completions }: Batch) => largest(completions.map(({ advantage }) => advantage))
const aggregates = { tokenMean, sequenceMean, sequenceSum, fixedLength: fixedLength(8) }

/**
 * E13
 * @stability unstable
 * @since 0.1.0
 */
export const policyLossesAgreeOnPolicy: Theorem = {
  id: "E13",
  name: "policy_losses_agree_on_policy",
  title: "Where the policy is the one that sampled, clipped, dual-clipped and CISPO losses have REINFORCE's gradient.",
  formula: "r = 1, 1 - low < 1 < 1 + high: grad L_clip = grad L_CISPO = -A grad log p",
  hypotheses: [
    "the ratio is exactly 1",
    "1 lies strictly inside the bounds",
    "for GSPO: sequence mean, one advantage a sequence",
  ],
  source: "PPO, arXiv:1707.06347; CISPO, arXiv:2506.13585; GSPO, arXiv:2507.18071",
  relation: "gradient",
  proofs: ["clipped_is_reinforce_on_policy", "reinforce_gradient", "cispo_is_reinforce_on_policy"],
  tested: "the dual clip and GSPO; that aggregation is linear",
  claims: [
    ...Object.entries(losses).flatMap(([name, loss]) =>
      Object.entries(aggregates).map(([how, aggregate]) =>
        sameGradient(`${name} under ${how}`, onPolicy, { sides: [loss, reinforce], aggregate, scale })
      )
    ),
    sameGradient("gspo under sequenceMean", onPolicy, { sides: [gspo(), reinforce], aggregate: sequenceMean, scale }),
  ],
}
