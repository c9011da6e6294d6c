import { divergence, entropy, floats, logSumExp, selfCertainty, selfCertaintyOfLogits } from "@rlif/rewards/formula"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import { everyWeighted } from "../equivalence/batches.ts"
import { claim } from "../equivalence/claim.ts"
import { type Distribution, distributionPairs } from "../equivalence/distributions.ts"
import { lossGradient, slope } from "../equivalence/gradients.ts"
import type { Measured } from "../equivalence/measured.ts"
import { sameGradient } from "../equivalence/same_gradient.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { zero } from "../equivalence/side.ts"
import { directSelfCertainty } from "../loss/direct_self_certainty.ts"
import { k3 } from "../loss/k3.ts"
import type { Loss } from "../loss/loss.ts"
import { plus } from "../loss/plus.ts"
import { sequenceSum } from "../loss/sequence_sum.ts"
import { times } from "../loss/times.ts"
import type { Theorem } from "./theorem.ts"
import { inner, normalized } from "./_vector.ts"
import { whole } from "./_whole.ts"

/**
 * The weight of a penalty, the reference, and a policy of one token.
 * @stability unstable
 * @since 0.1.0
 */
export interface Regularized {
  readonly b: number
  readonly ref: Distribution
  readonly p: Distribution
}

/** A policy, another distribution q over its symbols, and a weight from `least` to `most`, in eighths. */
const drawn = (least: number, most: number) =>
  Arbitrary.map(
    Arbitrary.all({ pair: distributionPairs(), eighths: whole(8 * least, 8 * most), share: whole(0, 15) }),
    ({ pair: { p, q }, eighths, share }) => ({ p, q, b: eighths / 8, share: share / 16, even: 1 / p.length }),
  )

/** The distribution with the first symbol's probability as it is told, and all others in proportion. */
const withFirst = (first: number, q: Distribution): Distribution => [
  first,
  ...normalized(q.slice(1)).map((x) => (1 - first) * x),
]

/**
 * Weights from `least` to `most`, in eighths, and any reference.
 * @stability unstable
 * @since 0.1.0
 */
export const regularized = (least: number, most: number): Arbitrary.Arbitrary<Regularized> =>
  Arbitrary.map(drawn(least, most), ({ p, q, b }) => ({ b, ref: q, p }))

/**
 * `b ref_j > 1/V` of every symbol, by the optimum q: any there may be, or with `mild` none near a vertex.
 * @stability unstable
 * @since 0.1.0
 */
export const allHeld = ({ mild = false }: { readonly mild?: boolean } = {}): Arbitrary.Arbitrary<Regularized> =>
  Arbitrary.map(drawn(9 / 8, 8), ({ p, q, b, even }) => {
    const optimum = mild ? normalized(q.map((x) => x + 0.1)) : q
    return { b, ref: optimum.map((x) => ((b - 1) * x + even) / b), p }
  })

/**
 * `b ref_1 < 1/V`: the first symbol is rare, by a sixteenth of that at least.
 * @stability unstable
 * @since 0.1.0
 */
export const firstRare = (least: number, most: number): Arbitrary.Arbitrary<Regularized> =>
  Arbitrary.map(drawn(least, most), ({ p, q, b, share, even }) => ({
    b,
    ref: withFirst(share * Math.min(1, even / b), q),
    p,
  }))

/** `b ref_1 > 1/V` */
const firstLikely = Arbitrary.map(drawn(1, 8), ({ p, q, b, share, even }) => {
  const least = even / b
  return { b, ref: withFirst(least + (1 + share * 14) / 16 * (1 - least), q), p }
})

/**
 * `SC(p) - b KL(ref || p)`
 * @stability unstable
 * @since 0.1.0
 */
export const objective = ({ b, ref, p }: Regularized): number =>
  selfCertainty(floats)(p) - b * divergence(floats)({ p: ref, q: p })

/** The same of logits, however far apart; 0 log 0 is 0. */
const objectiveOfLogits = ({ b, ref }: Regularized, z: ReadonlyArray<number>): number => {
  const total = logSumExp(floats)(z)
  const terms = ref.map((r, j) => r === 0 ? 0 : r * (Math.log(r) - z[j] + total))
  return selfCertaintyOfLogits(floats)(z) - b * terms.reduce((sum, x) => sum + x, 0)
}

/**
 * `b ref_j - 1/V`: what `log p_j` weighs.
 * @stability unstable
 * @since 0.1.0
 */
export const pulls = ({ b, ref }: Regularized): ReadonlyArray<number> => ref.map((x) => b * x - 1 / ref.length)

/**
 * `(b ref - 1/V) / (b - 1)`
 * @stability unstable
 * @since 0.1.0
 */
export const balanced = (at: Regularized): Distribution => pulls(at).map((c) => c / (at.b - 1))

/** By how much the policy is better than another. */
const gain = (at: Regularized, other: Distribution): number =>
  Math.max(0, objective(at) - objective({ ...at, p: other }))

/** `b ref_j - 1/V - (b - 1) p_j` */
const gradient = (at: Regularized): ReadonlyArray<number> => pulls(at).map((c, j) => c - (at.b - 1) * at.p[j])

/** How far a step goes: as far as a concave objective, b > 1, allows, and far where it is none. */
const stride = (b: number): number => b > 1 ? 2 / (b - 1) : 8

/**
 * Where gradient ascent by the logits comes to in so many steps, from beside the policy: its first logit is moved by 1,
 * because below b = 1 there may be one point from which nothing moves.
 * @stability unstable
 * @since 0.1.0
 */
export const ascended = (at: Regularized, steps = 4000): Distribution => {
  let p = normalized(at.p.map((x, j) => j === 0 ? Math.E * x : x))
  const z = p.map(Math.log)
  for (let step = 0; step < steps; step++) {
    gradient({ ...at, p }).forEach((x, j) => z[j] += stride(at.b) * x)
    const top = Math.max(...z)
    p = normalized(z.map((x) => Math.exp(x - top)))
  }
  return p
}

const leaf = (p: Distribution) => ({ p, next: p.map(() => undefined) })

const everyToken = ({ ref, p }: Regularized) => everyWeighted(leaf(p), { reference: leaf(ref) })

/** The ascent of a loss, every token as often as it is likely now. */
const ascent = (loss: Loss<"reference">): Measured<Regularized> =>
  Effect.map(
    lossGradient(loss, sequenceSum),
    (of) => (at: Regularized) => Effect.map(of(everyToken(at)), (down) => Array.from(down, (x) => -x)),
  )

/**
 * What self-certainty as the loss teaches with k3 as its penalty, by the graph that trains.
 * @stability unstable
 * @since 0.1.0
 */
export const taught: Measured<Regularized> = Effect.map(
  Effect.all([ascent(directSelfCertainty), ascent(k3)]),
  ([certainty, nearness]) =>
    Effect.fnUntraced(function* (at: Regularized) {
      const up = yield* certainty(at)
      const back = yield* nearness(at)
      return Array.from(up, (x, j) => x + at.b * back[j])
    }),
)

const paper = 0.005

/** The gradient from differences. */
const slopes = (at: Regularized) => slope((tree) => objective({ ...at, p: tree.p }))(leaf(at.p))

/** Logarithms of probabilities, times weights: what gradients are differences of. */
const scale = ({ b }: Regularized): number => 1 + b

/** How far the first logit has to fall from others between -17 and 0 for the objective to pass a level of 100 for certain. */
const far = (at: Regularized): number => 1000 / Math.abs(pulls(at)[0])

/** The objective where the first logit has fallen so far, and twice and four times as far. */
const fallen = (at: Regularized): ReadonlyArray<number> =>
  [1, 2, 4].map((times) => objectiveOfLogits(at, at.p.map((x, j) => j === 0 ? -times * far(at) : Math.log(x))))

/**
 * N12
 * @stability unstable
 * @since 0.1.0
 */
export const nothingHoldsRareTokens: Theorem = {
  id: "N12",
  name: "nothing_holds_rare_tokens",
  title:
    "With k3 as its penalty self-certainty has one optimum if b ref_j > 1/V for every token; a token with less is held by nothing, and below b = 1 there always is one.",
  formula:
    "SC(p) - b KL(ref || p) = b H(ref) - log V + sum_j (b ref_j - 1/V) log p_j: best at (b ref - 1/V) / (b - 1) if all b ref_j > 1/V, unbounded if some b ref_j < 1/V",
  hypotheses: [
    "completions of one token, p > 0, ref a distribution that may have zeros",
    "for k3: ref > 0, expectations under the current policy",
    "for what is unbounded: V >= 2",
    "self-certainty is maximized itself, its gradient through the distribution: as the reward of one token it teaches nothing (N3)",
  ],
  source:
    "E14 for k3; the shortfall is (b - 1) KL(p* || p), p* = (b ref - 1/V) / (b - 1); as one logit falls to -infinity, the others as they are, the objective is that logit times b ref_j - 1/V, but for what is bounded",
  meaning:
    "The paper's penalty is k3 with b = 0.005. It keeps a token from vanishing only where the reference gives that token more than 1/(b V): 1/750 in a vocabulary of 150,000. No reference gives so much to more than a share b of the symbols, here 750 of 150,000, and up to V = 200 to none. From the vanishing of any other token self-certainty gains more than the penalty costs: the objective rises above every level, so that it has no optimum at which training could come to rest. An optimum takes b > 1/(V min_j ref_j), which is 1 at least; with KL(pi || ref) as the penalty no weight is enough (N7). So this penalty is no guard against the collapse to which self-certainty is prone. What the theorem does not say is which tokens go first. At the reference the penalty has no slope, whatever its weight, and the logits of all that have ref_j < 1/V fall. From b = 1 on ascent empties every rare token; below it may leave one, if the policy was there already (both tested, not proved). And the paper trains on self-certainty as a reward of many tokens, whose gradient is another (N3, E9): the theorem is of the objective, and says what the penalty cannot do rather than what such a run does.",
  relation: "bound",
  scope: ["all V", "T = 1", "trees", "one parameter"],
  proofs: [
    "penalized_self_certainty_weighs_logs",
    "what_is_balanced_is_a_distribution",
    "what_it_lacks_is_a_divergence",
    "where_all_are_held_there_is_one_optimum",
    "nothing_holds_a_rare_token",
    "a_likely_token_is_held",
    "it_is_bounded_where_no_token_is_rare",
    "a_weak_penalty_holds_not_all",
    "at_most_a_share_b_is_held",
    "penalized_self_certainty_has_its_gradient",
    "only_what_is_balanced_rests",
    "k3_teaches_it",
  ],
  claims: [
    sameValue("a constant, and logarithms that weigh b ref_j - 1/V", regularized(0, 8), {
      sides: [
        objective,
        (at) => at.b * entropy(floats)(at.ref) - Math.log(at.p.length) + inner(pulls(at), at.p.map(Math.log)),
      ],
      scale,
    }),
    sameGradient("self-certainty and k3 as losses ascend this objective", regularized(0, 8), {
      sides: [taught, slopes],
      scale,
    }),
    sameGradient("and so do they as one loss, with the paper's weight", regularized(0, 0), {
      sides: [
        ascent(plus(directSelfCertainty, times(paper, k3))),
        (at) => slopes({ ...at, b: paper }),
      ],
      scale,
    }),
    sameGradient("by b ref_j - 1/V - (b - 1) p_j", regularized(0, 8), { sides: [taught, gradient], scale }),
    sameGradient("at the reference by ref_j - 1/V, whatever the weight", regularized(0, 8), {
      sides: [
        Effect.map(taught, (of) => (at: Regularized) => of({ ...at, p: at.ref })),
        ({ ref }) => ref.map((x) => x - 1 / ref.length),
      ],
      scale,
    }),
    sameValue("all held: the shortfall is a divergence from what is balanced", allHeld(), {
      sides: [
        (at) => objective({ ...at, p: balanced(at) }) - objective(at),
        (at) => (at.b - 1) * divergence(floats)({ p: balanced(at), q: at.p }),
      ],
      scale,
    }),
    claim("all held: no policy is better", allHeld(), { of: (at) => gain(at, balanced(at)), within: 1e-12 }),
    sameGradient("all held: there nothing more is taught", allHeld(), {
      sides: [Effect.map(taught, (of) => (at: Regularized) => of({ ...at, p: balanced(at) })), zero],
      scale,
    }),
    sameValue("all held: ascent goes there", allHeld({ mild: true }), { sides: [ascended, balanced] }),
    claim("a rare token: as its logit falls, the objective rises above every level", firstRare(0, 8), {
      of: (at) => Math.max(0, ...fallen(at).map((x) => 100 - x)),
      within: 0,
    }),
    claim("a likely token: as its logit falls, the objective falls below every level", firstLikely, {
      of: (at) => Math.max(0, ...fallen(at).map((x) => x + 100)),
      within: 0,
    }),
    claim("a rare token: ascent empties some token", firstRare(0, 8), {
      of: (at) => Math.min(...ascended(at)),
      within: 1e-6,
    }),
    claim("a rare token and b >= 1: ascent empties it", firstRare(1, 8), { of: (at) => ascended(at)[0], within: 1e-6 }),
    claim("b < 1: some token is rare", regularized(0, 7 / 8), {
      of: (at) => Math.max(0, Math.min(...pulls(at))),
      within: 0,
    }),
    claim("at most a share b of the symbols is not rare", regularized(0, 8), {
      of: (at) => Math.max(0, pulls(at).filter((c) => c >= 0).length / at.ref.length - at.b),
      within: 1e-12,
    }),
  ],
}
