import type { Policy } from "@rlif/core/policy"
import type { PolicyError } from "@rlif/core/runtime/policy-error"
import { weighted } from "@rlif/rewards/combine"
import { divergence, floats } from "@rlif/rewards/formula"
import { length } from "@rlif/rewards/length"
import { logRatio } from "@rlif/rewards/log-ratio"
import type { Reward } from "@rlif/rewards/reward"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { everyWeighted } from "../equivalence/batches.ts"
import { furthest, largest, measured } from "../equivalence/claim.ts"
import { lossGradient, slope } from "../equivalence/gradients.ts"
import type { Measured } from "../equivalence/measured.ts"
import { sameGradient } from "../equivalence/same_gradient.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { bothSides } from "../equivalence/side.ts"
import {
  everyCompletion,
  expectation,
  nodes,
  trajectories,
  type Tree,
  type TreePair,
  treePairs,
} from "../equivalence/trees.ts"
import { k2 } from "../loss/k2.ts"
import { k3 } from "../loss/k3.ts"
import type { Loss } from "../loss/loss.ts"
import { reinforce } from "../loss/reinforce.ts"
import { sequenceSum } from "../loss/sequence_sum.ts"
import { credited } from "./_credited.ts"
import { completionEntropy } from "./_expected.ts"
import { summed } from "./_summed.ts"
import { forward, gradientOf, slopeOf } from "./penalties_have_divergence_gradients.ts"
import type { Theorem } from "./theorem.ts"
import { sameRoot } from "./token_penalties_are_no_sequence_gradients.ts"

/** A policy, its reference, and the weight of a penalty. */
interface Penalized extends TreePair {
  readonly b: number
}

const pairs = treePairs({ depth: 3 })

const penalized = Arbitrary.map(
  Arbitrary.all({
    pair: pairs,
    eighths: Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 16 }))),
  }),
  ({ pair, eighths }): Penalized => ({ ...pair, b: eighths / 8 }),
)

/** What a policy that is this tree reads: of log-probabilities, no more are asked for. */
const reads = (tree: Tree): Pick<Policy["Service"], "read"> => ({
  read: (sequences) =>
    Effect.succeed(sequences.map(({ tokens, promptLength }) => {
      let node: Tree | undefined = tree
      const logprob = Float32Array.from(tokens.subarray(promptLength), (token) => {
        const likely = Math.log(node!.p[token])
        node = node!.next[token]
        return likely
      })
      return { logprob } as never
    })),
})

/**
 * The penalty as a reward: the library's `logRatio`, whose reference is the pair's.
 * @stability unstable
 * @since 0.1.0
 */
export const towards = ({ reference }: TreePair): Reward<never, PolicyError, never, "completion"> =>
  logRatio(reads(reference))

/** All completions' rewards: what reads a tree does not fail. */
const scored = (reward: Reward<string, unknown, never, "completion">, { tree }: TreePair) =>
  Effect.orDie(Effect.map(reward.score([everyCompletion(tree)]), ([{ total }]) => total))

/**
 * The policy gradient of a reward that is made for each pair: of every completion, as it scores and as it trains.
 * @stability unstable
 * @since 0.1.0
 */
export const taughtBy = <A extends TreePair>(
  reward: (pair: A) => Reward<string, unknown, never, "completion">,
): Measured<A> =>
  Effect.map(lossGradient(reinforce, sequenceSum), (gradient) =>
    Effect.fnUntraced(function* (pair: A) {
      const total = yield* scored(reward(pair), pair)
      const descent = yield* gradient(everyWeighted(pair.tree, { advantage: (_, i) => total[i] }))
      return Float64Array.from(descent, (x) => -x)
    }))

/** What a loss teaches: the way down. */
const taughtByLoss = (loss: Loss<"reference">): Measured<TreePair> =>
  Effect.map(gradientOf(loss), (of) => (pair: TreePair) => Effect.map(of(pair), (g) => Array.from(g, (x) => -x)))

/** `E[r(y)]`, every completion as the reward scores it. */
const expected: Measured<TreePair, never> = Effect.succeed((pair: TreePair) =>
  Effect.map(scored(towards(pair), pair), (total) => [
    trajectories(pair.tree).reduce((sum, { probability }, i) => sum + probability * total[i], 0),
  ])
)

/** What the token penalty k2 lacks: `E[sum_t grad log p_t(y_t) sum_{s > t} KL(p_s || ref_s)]`. */
const creditFor = ({ tree, reference }: TreePair): Float64Array => {
  const others = nodes(reference)
  const apart = new Map(nodes(tree).map(({ p }, i) => [p, divergence(floats)({ p, q: others[i].p })]))
  return credited((p) => apart.get(p)!)(tree)
}

/** Rewards are sums of differences of logarithms, and as precise as those. */
const scale = ({ tree, reference }: TreePair): number =>
  Math.max(
    1,
    ...[tree, reference].flatMap(trajectories).map(({ path }) =>
      largest(path.map(({ p, token }) => Math.log(p[token])))
    ),
  )

/** `KL(pi || ref)` of completions, negated: where its gradient leads is nearer to the reference. */
const nearness = (tree: Tree, reference: Tree): number => -forward(tree, reference)

/** The gradient, from differences, of what a tree has less `b KL(pi || ref)`. */
const slopeLess = (of: (tree: Tree) => number) => ({ tree, reference, b }: Penalized) =>
  slope((tree) => of(tree) + b * nearness(tree, reference))(tree)

const { p } = sameRoot.tree.next[0]!
const { p: q } = sameRoot.reference.next[0]!
const kl = divergence(floats)({ p, q })

/** By the logits of the root, and of what follows A: half of `p_j (log p_j / q_j - KL)`. */
const atSameRoot = [-kl / 4, kl / 4, ...p.map((x, j) => -x * (Math.log(x / q[j]) - kl) / 2)]

/** That a penalty of tokens in the loss is so far from k1 in the reward. */
const apart = (name: string, penalty: Loss<"reference">) =>
  measured(name, Arbitrary.Constant(sameRoot), {
    measure: Effect.map(
      bothSides([taughtBy(towards), taughtByLoss(penalty)]),
      (both) => (at: TreePair) => Effect.map(both(at), ([a, b]) => furthest(a, b)),
    ),
    apart: 0.1,
  })

/**
 * E22
 * @stability unstable
 * @since 0.1.0
 */
export const rewardedK1HasTheDivergenceGradient: Theorem = {
  id: "E22",
  name: "rewarded_k1_has_the_divergence_gradient",
  title:
    "Summed over a completion, k1 in the reward has the policy gradient of KL(pi || ref) of completions; in the loss k2 of that sum has it, and k2 and k3 of tokens do not.",
  formula:
    "r(y) = sum_t log ref(y_t) - log pi(y_t): E[r] = -KL(pi || ref), g[r] = -grad KL(pi || ref), g[R + b r] = grad (E[R] - b KL(pi || ref)), g[R_traj + b r] = grad (-H(pi) - b KL(pi || ref))",
  hypotheses: [
    "r is the sum over all tokens of a completion, and a constant (stop-gradient)",
    "the distribution that is scored is the one that was sampled, and expectations are under it",
    "ref > 0 of every token that may be drawn; what it gives to all completions together need not be 1",
    "length-independent weights",
    "R is a number of the completion, whatever the policy; R_traj = log pi(y) is one of both, and a constant as r is",
    "for k2 and k3 of tokens: completions of one and of two tokens, a root that is its reference and a second token that is not (N11)",
  ],
  source: "arXiv:2510.01555; derived by the score identity of E7",
  meaning:
    "A KL penalty that is to keep whole completions near the reference belongs in the reward: `logRatio` with a weight b > 0, beside the reward that is trained on. Then training climbs E[R] - b KL(pi || ref); beside the trajectory reward, whose gradient is that of negative entropy (E7), it climbs the objective whose optimum E17 states. A penalty token by token in the loss is another. That of k2 lacks the credit of a token for how far those after it are from the reference (tested, not proved), and so does nothing about a token that leads to where policy and reference part. That of k3 has, at one token, the gradient of the other divergence (E14), and summed over tokens that of neither (N11). Of completions of one token k1 in the reward and k2 in the loss are the same. All of this is of expectations, on policy: the theorem does not say how much such a penalty varies, nor what it teaches after the first of several updates of a batch. Mean-centered and leave-one-out advantages keep the gradient, to a factor (E12). Standardized ones divide reward and penalty by the spread of their group: where all completions of a group earn the same, the penalty alone becomes its advantages, and but for eps b no longer matters (E10). And divided by the length of its completion the sum has another gradient.",
  relation: "gradient",
  scope: ["all V", "all T", "trees", "one parameter"],
  proofs: [
    "what_reads_no_reference_has_its_policy_gradient",
    "k1_in_the_reward_has_the_divergence_gradient",
    "k1_in_the_reward_is_unbiased",
    "k1_in_the_reward_is_k2_of_the_sum_in_the_loss",
    "a_reward_and_k1_climb_the_penalized_reward",
    "log_probability_and_k1_climb_the_penalized_entropy",
    "token_penalties_lack_what_k1_in_the_reward_teaches",
  ],
  claims: [
    sameGradient("k1 in the reward goes down KL(pi || ref)", pairs, {
      sides: [taughtBy(towards), slopeOf(nearness)],
      within: 1e-6,
      scale,
    }),
    sameValue("and is expected to be it, negated", pairs, {
      sides: [expected, ({ tree, reference }) => nearness(tree, reference)],
      within: 1e-6,
      scale,
    }),
    sameGradient("as does k2 of the sum, in the loss", pairs, {
      sides: [taughtBy(towards), taughtByLoss(summed(k2))],
      within: 1e-6,
      scale,
    }),
    sameGradient("beside a reward it is a penalty on that", penalized, {
      sides: [
        taughtBy((pair) => weighted([[length, 1], [towards(pair), pair.b]])),
        slopeLess((tree) => expectation(tree, ({ path }) => path.length)),
      ],
      within: 1e-6,
      scale: (pair) => 3 + pair.b * scale(pair),
    }),
    sameGradient("beside the log-probability, on negative entropy", penalized, {
      sides: [
        taughtBy((pair) => weighted([[trajectoryEntropy(), 1], [towards(pair), pair.b]])),
        slopeLess((tree) => -completionEntropy(tree)),
      ],
      within: 1e-6,
      scale: (pair) => (1 + pair.b) * scale(pair),
    }),
    sameGradient("k2 of tokens, in the loss, lacks the credit for what diverges later", pairs, {
      sides: [
        taughtBy(towards),
        Effect.map(
          taughtByLoss(k2),
          (of) => (pair: TreePair) =>
            Effect.map(of(pair), (g) => {
              const missing = creditFor(pair)
              return Array.from(g, (x, j) => x - missing[j])
            }),
        ),
      ],
      within: 1e-6,
      scale,
    }),
    sameValue("k1 in the reward moves a root that is its reference", Arbitrary.Constant(sameRoot), {
      sides: [taughtBy(towards), () => atSameRoot],
      within: 1e-6,
    }),
    apart("from which k2 of tokens is apart by KL / 4", k2),
    apart("and k3 of tokens", k3),
  ],
}
