// E22. Let r(y) = sum_t log ref(y_t) - log pi(y_t) be k1, its sign turned, summed over the tokens of a completion: a reward, and
// so a constant where the policy gradient is taken. Then
//
//     E[r] = -KL(pi || ref),   g[r] = E[r grad log pi] = -grad KL(pi || ref),   g[R + b r] = grad (E[R] - b KL(pi || ref))
//
// of whole completions, for every reward R that is a number of the completion, and with R_traj, whose gradient is that of -H(pi)
// (E7). For grad KL(pi || ref) = E[grad log pi (log pi - log ref)] + E[grad log pi], and the second term is 0. The loss k2 has
// this gradient too if it is of the sum (E14). Of tokens it lacks a term, which is the credit of a token for what comes after:
//
//     grad KL(pi || ref) = E[sum_t grad k2(d_t)] + E[sum_t grad log p_t(y_t) sum_{s > t} KL(p_s || ref_s)]
//
// The example is N11's: a root that is its reference, and what follows one of its symbols is not.
import { divergence, floats } from "@rlif/rewards/formula"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import { weighted } from "@rlif/rewards/combine"
import type { Reward } from "@rlif/rewards/reward"
import * as equivalence from "@rlif/trainer/equivalence"
import {
  type Measured,
  sameGradient,
  sameValue,
  trajectories,
  type Tree,
  type TreePair,
  treePairs,
} from "@rlif/trainer/equivalence"
import { k1 } from "@rlif/trainer/loss/k1"
import { k2 } from "@rlif/trainer/loss/k2"
import { k3 } from "@rlif/trainer/loss/k3"
import type { Loss } from "@rlif/trainer/loss/loss"
import {
  forward,
  gradientOf,
  reverse,
  rewardedK1HasTheDivergenceGradient,
  sameRoot,
  slopeOf,
  taughtBy,
  towards,
} from "@rlif/trainer/theorem"
import { Arbitrary, Effect } from "effect"
import { describe, expect, it } from "vitest"
import { refuted, verified } from "./_theorem.ts"

const completion = "list trajectories.token"
const tree = `forall (t : trajectories.tree) (l : list (${completion} * list R))`
const pairs = "trajectories.policy t -> sequence_penalties.compared t l ->"
const scored = `${pairs} trajectory_gradients.score t x s ->`
const ratio = "sequence_penalties.summed_log_ratio"
const rewarded = "rewarded_penalties.rewarded x l"
const away = (u: string) => `divergence (sequence_penalties.pi_now ${u} l) (sequence_penalties.pi_reference l)`
const beside = (reward: string) =>
  `x (${rewarded} (fun c : ${completion} * list R => ${reward} (fst c) + b * ${ratio} x c) s)`
const example = "(rewarded_penalties.rewarded 0 l (sequence_penalties.summed_log_ratio 0) s"

verified(rewardedK1HasTheDivergenceGradient, {
  statements: {
    what_reads_no_reference_has_its_policy_gradient: `${tree} (x : R) (r s : ${completion} -> R),
      sequence_penalties.compared t l -> ${rewarded} (fun c : ${completion} * list R => r (fst c)) s =
      trajectory_gradients.policy_gradient x t r s`,
    k1_in_the_reward_has_the_divergence_gradient: `${tree} (x : R) (s : ${completion} -> R), ${scored}
      derivable_pt_lim (fun u : R => - ${away("u")}) x (${rewarded} (${ratio} x) s)`,
    k1_in_the_reward_is_unbiased: `${tree} (x : R), ${pairs}
      trajectories.total (fun c : ${completion} * list R => trajectories.pi x (fst c) * ${ratio} x c) l = - ${
      away("x")
    }`,
    k1_in_the_reward_is_k2_of_the_sum_in_the_loss: `${tree} (x : R) (s : ${completion} -> R), ${scored}
      derivable_pt_lim (sequence_penalties.sequence_penalty k2 x l) x (- ${rewarded} (${ratio} x) s)`,
    a_reward_and_k1_climb_the_penalized_reward: `${tree} (x b : R) (r s : ${completion} -> R), ${scored}
      derivable_pt_lim (fun u : R => trajectories.E u t r - b * ${away("u")}) ${beside("r")}`,
    log_probability_and_k1_climb_the_penalized_entropy: `${tree} (x b : R) (s : ${completion} -> R), ${scored}
      derivable_pt_lim (fun u : R => - trajectories.completion_entropy u t - b * ${away("u")})
      ${beside("trajectories.R_traj x")}`,
    token_penalties_lack_what_k1_in_the_reward_teaches:
      `forall p a b : R, 0 < p < 1 -> 0 < a < 1 -> 0 < b < 1 -> a <> b ->
      let t := token_penalties.two_tokens (token_penalties.moved p) (fun _ : R => a) in
      let l := token_penalties.against (token_penalties.moved p) (fun _ : R => a) p b in
      trajectories.policy t /\\ sequence_penalties.compared t l /\\ (exists s : ${completion} -> R,
      trajectory_gradients.score t 0 s /\\
      ${example.slice(1)} = - (p * (1 - p) * divergence [a; 1 - a] [b; 1 - b]) /\\ ${example.slice(1)} < 0 /\\
      derivable_pt_lim (token_penalties.summed_penalty k2 0 l) 0 0 /\\
      derivable_pt_lim (token_penalties.summed_penalty k3 0 l) 0 0)`,
  },
})

const twoTokens = treePairs({ depth: 2 })

/** The way down a loss. */
const down = (loss: Loss<"reference">): Measured<TreePair> =>
  Effect.map(gradientOf(loss), (of) => (pair: TreePair) => Effect.map(of(pair), (g) => Array.from(g, (x) => -x)))

/** k1 in the reward, divided by the length of its completion: what a sequence mean makes of the sum, too. */
const meanOf = (pair: TreePair): Reward<never, unknown, never, "completion"> => {
  const sum = towards(pair)
  return {
    ...sum,
    score: (groups) =>
      Effect.map(sum.score(groups), (scores) =>
        scores.map((score, g) => ({
          ...score,
          total: score.total.map((x, i) => x / groups[g].rollouts[i].tokens.length),
        }))),
  }
}

const notSo = (name: string, other: equivalence.Side<TreePair, equivalence.ProgramError>) =>
  refuted(sameGradient(name, twoTokens, { sides: [taughtBy(towards), other], within: 1e-3 }))

notSo("in the loss, k1 of tokens teaches the same", down(k1))
notSo("in the loss, k2 of tokens teaches the same", down(k2))
notSo("in the loss, k3 of tokens teaches the same", down(k3))
notSo("it goes down KL(ref || pi)", slopeOf((policy, other) => -reverse(policy, other)))
notSo("it goes up KL(pi || ref)", slopeOf(forward))
notSo("divided by lengths it teaches the same", taughtBy(meanOf))

const here = (name: string, side: Measured<TreePair>, numbers: ReadonlyArray<number>) =>
  it(name, () =>
    equivalence.verified(
      sameValue(name, Arbitrary.Constant(sameRoot), { sides: [side, () => numbers], within: 1e-6 }),
      { runs: 1 },
    ))

describe("by hand, where A is as likely as B and goes on to (1/4, 3/4) against (3/4, 1/4)", () => {
  const ln3 = Math.log(3) // the divergence of what follows A is ln 3 / 2
  here(
    "k1 in the reward makes A less likely",
    taughtBy(towards),
    [-2 / 16, 2 / 16, 3 / 16, -3 / 16].map((x) => x * ln3),
  )
  here("k2 of tokens leaves it as it is", down(k2), [0, 0, 3 / 16, -3 / 16].map((x) => x * ln3))
})

/** Every symbol twice: four completions of two tokens. */
const twice = (p: number, after: readonly [number, number]): Tree => ({
  p: [p, 1 - p],
  next: after.map((x) => ({ p: [x, 1 - x], next: [undefined, undefined] })),
})

/** The tree with its logits moved. */
const moved = (tree: Tree, by: ReadonlyArray<number>): Tree => {
  let at = 0
  const all = new Map(
    equivalence.nodes(tree).map((node) => {
      const w = node.p.map((x) => x * Math.exp(by[at++]))
      const sum = w.reduce((total, x) => total + x, 0)
      return [node, w.map((x) => x / sum)]
    }),
  )
  const from = (node: Tree): Tree => ({ p: all.get(node)!, next: node.next.map((child) => child && from(child)) })
  return from(tree)
}

const chances = (tree: Tree) => trajectories(tree).map(({ probability }) => probability)

/** The completions' probabilities where ascent comes to. */
const climbed = (gradient: Measured<TreePair>): Measured<TreePair> =>
  Effect.map(gradient, (of) => ({ tree, reference }: TreePair) =>
    Effect.gen(function* () {
      for (let step = 0; step < 400; step++) {
        tree = moved(tree, Array.from(yield* of({ tree, reference })))
      }
      return chances(tree)
    }))

describe("beside the log-probability, with the weight 2", () => {
  const start: TreePair = { tree: twice(0.7, [0.2, 0.6]), reference: twice(0.4, [0.75, 0.5]) }
  // E17, of completions as symbols: ref^(b / (b - 1)) = ref^2, normalized.
  const squares = chances(start.reference).map((x) => x * x)
  const optimum = squares.map((x) => x / squares.reduce((sum, y) => sum + y, 0))
  const arrives = (gradient: Measured<TreePair>, within: number) =>
    sameValue("at the sharpened reference", Arbitrary.Constant(start), {
      sides: [climbed(gradient), () => optimum],
      within,
    })

  it("k1 in the reward leads completions to E17's optimum", () =>
    equivalence.verified(
      arrives(taughtBy((pair) => weighted([[trajectoryEntropy(), 1], [towards(pair), 2]])), 1e-5),
      { runs: 1 },
    ))

  it("k2 of tokens in the loss leads elsewhere", () =>
    equivalence.refuted(
      arrives(
        Effect.map(
          Effect.all([taughtBy(() => trajectoryEntropy()), down(k2)]),
          ([reward, penalty]) => (pair: TreePair) =>
            Effect.map(
              Effect.all([reward(pair), penalty(pair)]),
              ([up, back]) => Array.from(up, (x, j) => x + 2 * back[j]),
            ),
        ),
        0.05,
      ),
      { runs: 1 },
    ))

  it("that optimum is the best of completions, by the formula", () => {
    const worth = (p: ReadonlyArray<number>) =>
      p.reduce((sum, x) => sum + x * Math.log(x), 0) - 2 * divergence(floats)({ p, q: chances(start.reference) })
    for (const by of [[0.1, 0, 0], [0, 0.1, 0], [0, 0, 0.1], [-0.1, 0.05, 0.05]]) {
      const w = optimum.map((x, j) => x * Math.exp(by[j] ?? 0))
      expect(worth(w.map((x) => x / w.reduce((sum, y) => sum + y, 0)))).toBeLessThan(worth(optimum))
    }
  })
})
