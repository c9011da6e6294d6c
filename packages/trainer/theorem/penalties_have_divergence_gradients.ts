import { divergence, floats, k3 as k3Formula } from "@rlif/rewards/formula"
import * as Effect from "effect/Effect"
import { everyWeighted } from "../equivalence/batches.ts"
import { claim } from "../equivalence/claim.ts"
import { logits } from "../equivalence/distributions.ts"
import { lossGradient, lossValue, slope } from "../equivalence/gradients.ts"
import type { Measured } from "../equivalence/measured.ts"
import { zero } from "../equivalence/side.ts"
import { sameGradient } from "../equivalence/same_gradient.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { trajectories, type Tree, type TreePair, treePairs } from "../equivalence/trees.ts"
import { k1 } from "../loss/k1.ts"
import { k2 } from "../loss/k2.ts"
import { k3 } from "../loss/k3.ts"
import type { Loss } from "../loss/loss.ts"
import { sequenceSum } from "../loss/sequence_sum.ts"
import { summed } from "./_summed.ts"
import type { Theorem } from "./theorem.ts"

/** One token after a fixed prefix. */
const tokens = treePairs({ depth: 1, vocabulary: 4 })

/** Completions of up to two tokens. */
const completions = treePairs({ depth: 2 })

const everyPair = ({ tree, reference }: TreePair) => everyWeighted(tree, { reference })

/**
 * The expected gradient of a penalty, and its expected value: every completion as often as it is likely now.
 * @stability unstable
 * @since 0.1.0
 */
export const gradientOf = (penalty: Loss<"reference">): Measured<TreePair> =>
  Effect.map(lossGradient(penalty, sequenceSum), (of) => (pair: TreePair) => of(everyPair(pair)))

const valueOf = (penalty: Loss<"reference">): Measured<TreePair> =>
  Effect.map(lossValue(penalty, sequenceSum), (of) => (pair: TreePair) => of(everyPair(pair)))

const chances = (tree: Tree) => trajectories(tree).map(({ probability }) => probability)

/**
 * `KL(pi || ref)` of whole completions.
 * @stability unstable
 * @since 0.1.0
 */
export const forward = (tree: Tree, reference: Tree): number =>
  divergence(floats)({ p: chances(tree), q: chances(reference) })

/**
 * `KL(ref || pi)`
 * @stability unstable
 * @since 0.1.0
 */
export const reverse = (tree: Tree, reference: Tree): number => forward(reference, tree)

/**
 * The gradient of either by the policy's logits, from differences.
 * @stability unstable
 * @since 0.1.0
 */
export const slopeOf = (of: typeof forward) => ({ tree, reference }: TreePair) =>
  slope((tree) => of(tree, reference))(tree)

/** Penalties are of differences of logarithms, and as precise as those: a nat. */
const scale = 1

/**
 * E14
 * @stability unstable
 * @since 0.1.0
 */
export const penaltiesHaveDivergenceGradients: Theorem = {
  id: "E14",
  name: "penalties_have_divergence_gradients",
  title:
    "As losses, on-policy, k2 has the gradient of KL(pi || ref), k3 that of KL(ref || pi), and k1 none; as values, k1 and k3 are unbiased.",
  formula:
    "E[grad k1] = 0, E[grad k2] = grad KL(pi || ref), E[grad k3] = grad KL(ref || pi), E[k1] = E[k3] = KL(pi || ref), k3 >= 0",
  hypotheses: [
    "expectations under the current policy",
    "a fixed prefix, or d summed over the whole completion and the sum over completions",
  ],
  source: "Schulman, Approximating KL divergence, 2020; derived by the score identity of E7",
  relation: "gradient",
  scope: ["all V", "all T", "trees", "one parameter"],
  proofs: [
    "k3_is_nonnegative",
    "k1_has_no_gradient",
    "k2_has_the_divergence_gradient",
    "k3_has_the_reverse_divergence_gradient",
    "k1_and_k3_are_unbiased",
    "summed_penalties_have_divergence_gradients",
    "summed_k1_and_k3_are_unbiased",
  ],
  claims: [
    ...([["a token", tokens, (penalty) => penalty], ["a completion", completions, summed]] as ReadonlyArray<
      readonly [string, typeof tokens, (penalty: Loss<"reference">) => Loss<"reference">]
    >).flatMap(([what, cases, whole]) => [
      sameGradient(`k1 of ${what} has no gradient`, cases, { sides: [gradientOf(whole(k1)), zero], scale }),
      sameGradient(`k2 of ${what} has that of KL(pi || ref)`, cases, {
        sides: [gradientOf(whole(k2)), slopeOf(forward)],
        scale,
      }),
      sameGradient(`k3 of ${what} has that of KL(ref || pi)`, cases, {
        sides: [gradientOf(whole(k3)), slopeOf(reverse)],
        scale,
      }),
      sameValue(`k1 of ${what} is unbiased`, cases, {
        sides: [valueOf(whole(k1)), ({ tree, reference }) => forward(tree, reference)],
        scale,
      }),
      sameValue(`k3 of ${what} is unbiased`, cases, {
        sides: [valueOf(whole(k3)), ({ tree, reference }) => forward(tree, reference)],
        scale,
      }),
    ]),
    claim("k3 is never negative", logits(), {
      of: (d) => Math.max(0, ...d.map((x) => -k3Formula(floats)(x))),
      within: 0,
    }),
  ],
}
