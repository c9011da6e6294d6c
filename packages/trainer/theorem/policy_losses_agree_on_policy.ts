import {
  fixedLengthLoss,
  floats,
  logprobGradient,
  sequenceMeanLoss,
  sequenceSumLoss,
  tokenMeanLoss,
} from "@rlif/rewards/formula"
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
const losses = {
  reinforce,
  clipped: clipped(),
  dualClipped: dualClipped(),
  cispo: cispo(),
  cispoCapped: cispoCapped(2),
  gspo: gspo(),
}
/** Each aggregation as it trains, and by its formula. */
const aggregates = {
  tokenMean: [tokenMean, tokenMeanLoss(floats)],
  sequenceMean: [sequenceMean, sequenceMeanLoss(floats)],
  sequenceSum: [sequenceSum, sequenceSumLoss(floats)],
  fixedLength: [fixedLength(8), fixedLengthLoss(floats)(8)],
} as const
/** Gradients are sums over completions, which may cancel. */
const scale = ({ completions }: Batch) => largest(completions.map(({ advantage }) => advantage))

/**
 * REINFORCE's gradient by its formula: `-A d log p(y_t) / dz` of every token, aggregated, by the logits of every row.
 * @stability unstable
 * @since 0.1.0
 */
export const reinforced =
  (aggregate: (losses: ReadonlyArray<ReadonlyArray<number>>) => number) => ({ table, completions }: Batch) =>
    table.flatMap((p, row) => {
      const slopes = p.map((_, i) => logprobGradient(floats)({ chosen: p.map((_, j) => i === j ? 1 : 0), p }))
      return p.map((_, j) =>
        aggregate(
          completions.map(({ rows, tokens, advantage }) =>
            tokens.map((token, t) => rows[t] === row ? -advantage * slopes[token][j] : 0)
          ),
        )
      )
    })

/**
 * E13
 * @stability unstable
 * @since 0.1.0
 */
export const policyLossesAgreeOnPolicy: Theorem = {
  id: "E13",
  name: "policy_losses_agree_on_policy",
  title:
    "Where the policy is the one that sampled, clipped, dual-clipped, CISPO and GSPO losses have REINFORCE's gradient, under every aggregation.",
  formula:
    "r = 1, 1 - low < 1 < 1 + high, 1 < cap: grad L = -sum_i A_i w_i sum_t grad log p(y_it), w by the aggregation",
  hypotheses: [
    "the ratio is exactly 1",
    "1 lies strictly inside the bounds and below the cap",
    "one advantage a completion",
    "w_i = 1/N of N tokens, 1/(R T_i) of R completions, 1/R, or 1/(R L): token mean, sequence mean, sequence sum, fixed length",
  ],
  source: "PPO, arXiv:1707.06347; dual clip, arXiv:1912.09729; CISPO, arXiv:2506.13585; GSPO, arXiv:2507.18071",
  relation: "gradient",
  scope: ["all G", "all T", "one parameter"],
  proofs: [
    "clipped_is_reinforce_on_policy",
    "dual_clipped_is_reinforce_on_policy",
    "reinforce_gradient",
    "cispo_is_reinforce_on_policy",
    "policy_losses_are_reinforce_on_policy",
    "gspo_is_reinforce_on_policy",
  ],
  claims: Object.entries(losses).flatMap(([name, loss]) =>
    Object.entries(aggregates).map(([how, [aggregate, formula]]) =>
      sameGradient(`${name} under ${how}`, onPolicy, { sides: [loss, reinforced(formula)], aggregate, scale })
    )
  ),
}
