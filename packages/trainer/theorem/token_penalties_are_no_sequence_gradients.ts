import { divergence, floats } from "@rlif/rewards/formula"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import { everyWeighted } from "../equivalence/batches.ts"
import { type Claim, furthest, measured } from "../equivalence/claim.ts"
import { distributionPairs } from "../equivalence/distributions.ts"
import { lossGradient } from "../equivalence/gradients.ts"
import type { Measured, ProgramError } from "../equivalence/measured.ts"
import { bothSides, type Sides } from "../equivalence/side.ts"
import { sameValue } from "../equivalence/same_value.ts"
import type { Tree, TreePair } from "../equivalence/trees.ts"
import { k1 } from "../loss/k1.ts"
import { k2 } from "../loss/k2.ts"
import { k3 } from "../loss/k3.ts"
import { sequenceMean } from "../loss/sequence_mean.ts"
import { forward, gradientOf, reverse, slopeOf } from "./penalties_have_divergence_gradients.ts"
import type { Theorem } from "./theorem.ts"

/** After A comes one more token, drawn from `then`; B stops. */
const twoTokens = (p: number, then: ReadonlyArray<number>): Tree => ({
  p: [p, 1 - p],
  next: [{ p: then, next: then.map(() => undefined) }, undefined],
})

/**
 * The root is its reference, what follows A is not.
 * @stability unstable
 * @since 0.1.0
 */
export const sameRoot: TreePair = {
  tree: twoTokens(1 / 2, [1 / 4, 3 / 4]),
  reference: twoTokens(1 / 2, [3 / 4, 1 / 4]),
}

/** The root is not, either. */
const otherRoot: TreePair = { tree: twoTokens(1 / 2, [1 / 4, 3 / 4]), reference: twoTokens(1 / 4, [3 / 4, 1 / 4]) }

/** B stops with 1 - a, A goes on: completions of one and of two tokens. */
const twoLengths = Arbitrary.map(
  distributionPairs({ most: 2 }),
  ({ p: [a], q }): TreePair => ({ tree: twoTokens(a, q), reference: twoTokens(1 / 2, q) }),
)

const { p } = sameRoot.tree.next[0]!
const { p: r } = sameRoot.reference.next[0]!
const kl = divergence(floats)({ p, q: r })

/** `p_j (log p_j / r_j - KL)`: the gradient of KL(p || r) by the logits of p. */
const inner = p.map((x, j) => x * (Math.log(x / r[j]) - kl))

/**
 * k1 divided by the length of its completion.
 * @stability unstable
 * @since 0.1.0
 */
export const meanK1: Measured<TreePair> = Effect.map(
  lossGradient(k1, sequenceMean),
  (of) => ({ tree, reference }: TreePair) => of(everyWeighted(tree, { reference })),
)

/** That two gradients of one pair of policies are at least so far apart. */
const apart = (
  name: string,
  pair: TreePair,
  { sides, by }: { readonly sides: Sides<TreePair, ProgramError>; readonly by: number },
): Claim<ProgramError> =>
  measured(name, Arbitrary.Constant(pair), {
    measure: Effect.map(bothSides(sides), (both) => (at: TreePair) => Effect.map(both(at), ([a, b]) => furthest(a, b))),
    apart: by,
  })

/**
 * N11
 * @stability unstable
 * @since 0.1.0
 */
export const tokenPenaltiesAreNoSequenceGradients: Theorem = {
  id: "N11",
  name: "token_penalties_are_no_sequence_gradients",
  title:
    "Summed over tokens, k2 and k3 do not have the gradients of the divergences of completions; averaged over them, not even k1 has none.",
  formula:
    "p(A) = ref(A) = p, A goes on to a against b: d KL(pi || ref) by the root's logit is p (1-p) KL(a || b) > 0, that of token k2 is 0",
  hypotheses: [
    "expectations under the current policy",
    "for k1: completions of one and of two tokens, each divided by its length",
  ],
  source: "the counterexamples stated; what is missing is the credit of E9",
  relation: "gradient",
  scope: ["V = 2", "T = 2", "trees", "one parameter"],
  proofs: [
    "summed_token_penalties_are_not_the_divergence_gradient",
    "summed_k3_is_not_the_reverse_divergence_gradient",
    "mean_k1_has_a_gradient",
  ],
  claims: [
    sameValue("KL(pi || ref) moves the root", Arbitrary.Constant(sameRoot), {
      sides: [slopeOf(forward), () => [kl / 4, -kl / 4, ...inner.map((x) => x / 2)]],
    }),
    sameValue("token k2 does not", Arbitrary.Constant(sameRoot), {
      sides: [gradientOf(k2), () => [0, 0, ...inner.map((x) => x / 2)]],
    }),
    apart("they are apart by KL(a || b) / 4", sameRoot, { sides: [gradientOf(k2), slopeOf(forward)], by: 0.1 }),
    sameValue("KL(ref || pi) weighs the second token by the reference", Arbitrary.Constant(otherRoot), {
      sides: [slopeOf(reverse), () => [1 / 4, -1 / 4, -1 / 8, 1 / 8]],
    }),
    sameValue("token k3 by the policy", Arbitrary.Constant(otherRoot), {
      sides: [gradientOf(k3), () => [1 / 4, -1 / 4, -1 / 4, 1 / 4]],
    }),
    apart("they are apart by 1/8", otherRoot, { sides: [gradientOf(k3), slopeOf(reverse)], by: 0.05 }),
    sameValue("k1 of means pulls towards the longer completion", twoLengths, {
      sides: [meanK1, ({ tree: { p: [a, b] } }) => [-a * b / 2, a * b / 2, 0, 0]],
      scale: 1, // of the probabilities that it is a sum of
    }),
  ],
}
