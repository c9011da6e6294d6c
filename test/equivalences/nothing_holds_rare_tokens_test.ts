// N12. Let p > 0 be the policy of one token and ref a distribution over its V symbols. Self-certainty less b KL(ref || p), the
// divergence whose gradient k3 has on policy (E14), is
//
//     SC(p) - b KL(ref || p) = b H(ref) - log V + sum_j (b ref_j - 1/V) log p_j
//
// so that a token with b ref_j > 1/V is held, and a rare one, b ref_j < 1/V, is not: as its logit falls, the others as they
// are, the objective rises above every level. All held: one optimum, p* = (b ref - 1/V) / (b - 1), and what a policy lacks is
// (b - 1) KL(p* || p). It is bounded if and only if no token is rare (V >= 2), which takes b >= 1; at most a share b of the
// symbols is not. By the j-th logit it has the derivative b ref_j - 1/V - (b - 1) p_j, which is 0 at p* only.
import { floats, softmax } from "@rlif/rewards/formula"
import * as equivalence from "@rlif/trainer/equivalence"
import { claim, sameGradient, sameValue, slope } from "@rlif/trainer/equivalence"
import {
  allHeld,
  ascended,
  balanced,
  firstRare,
  nothingHoldsRareTokens,
  objective,
  pulls,
  type Regularized,
  regularized,
  taught,
} from "@rlif/trainer/theorem"
import { Arbitrary, Effect } from "effect"
import { describe, expect, it } from "vitest"
import { refuted, verified } from "./_theorem.ts"

const one = "sum r = 1 ->"
const held = "(forall y : R, In y r -> 1 / count r < b * y) ->"
const policy = "(forall x : R, In x p -> 0 < x) ->"
const penalized = "rare_tokens.penalized b"
const best = "(rare_tokens.balanced b r)"
const logits = `${one} length z = length r -> (2 <= length r)%nat -> (j < length r)%nat ->`
const outcome = "trajectories.symbol * R"
const pull = "(b * y - 1 / count r)"

verified(nothingHoldsRareTokens, {
  statements: {
    penalized_self_certainty_weighs_logs: `forall (b : R) (p r : list R), r <> [] -> ${policy} length p = length r ->
      ${penalized} p r = b * entropy r - ln (count r) + sum (zip (fun y x : R => ${pull} * ln x) r p)`,
    what_is_balanced_is_a_distribution: `forall (b : R) (r : list R), ${one} ${held}
      1 < b /\\ (forall x : R, In x ${best} -> 0 < x) /\\ sum ${best} = 1`,
    what_it_lacks_is_a_divergence: `forall (b : R) (p r : list R), ${one} ${held} ${policy} length p = length r ->
      ${penalized} ${best} r - ${penalized} p r = (b - 1) * divergence ${best} p`,
    where_all_are_held_there_is_one_optimum: `forall (b : R) (p r : list R), ${one} ${held} ${policy} sum p = 1 ->
      length p = length r -> ${penalized} p r <= ${penalized} ${best} r /\\
      (${penalized} p r = ${penalized} ${best} r <-> p = ${best.slice(1, -1)})`,
    nothing_holds_a_rare_token: `forall (b level : R) (z r : list R) (j : nat), ${logits} b * nth j r 0 < 1 / count r ->
      exists t0 : R, forall t : R, t <= t0 -> level <= ${penalized} (softmax (logit_gradients.update z j t)) r`,
    a_likely_token_is_held: `forall (b level : R) (z r : list R) (j : nat), ${logits} 1 / count r < b * nth j r 0 ->
      exists t0 : R, forall t : R, t <= t0 -> ${penalized} (softmax (logit_gradients.update z j t)) r <= level`,
    it_is_bounded_where_no_token_is_rare: `forall (b : R) (r : list R), ${one} (2 <= length r)%nat ->
      (exists most : R, forall p : list R, ${policy} sum p = 1 -> length p = length r -> ${penalized} p r <= most)
      <-> (forall y : R, In y r -> 1 / count r <= b * y)`,
    a_weak_penalty_holds_not_all: `forall (b : R) (r : list R), ${one} b < 1 ->
      exists j : nat, (j < length r)%nat /\\ b * nth j r 0 < 1 / count r`,
    at_most_a_share_b_is_held: `forall (b : R) (r : list R), (forall y : R, In y r -> 0 <= y) -> ${one} 0 <= b ->
      count (filter (fun y : R => if Rle_dec (1 / count r) (b * y) then true else false) r) <= b * count r`,
    penalized_self_certainty_has_its_gradient: `forall (b : R) (z r : list R) (j : nat), ${one} length z = length r ->
      (j < length r)%nat -> logit_gradients.derivative_by (fun w : list R => ${penalized} (softmax w) r) z j
      (b * nth j r 0 - 1 / count r - (b - 1) * nth j (softmax z) 0)`,
    only_what_is_balanced_rests: `forall (b : R) (z r : list R), b <> 1 -> length z = length r ->
      (forall j : nat, (j < length r)%nat -> b * nth j r 0 - 1 / count r - (b - 1) * nth j (softmax z) 0 = 0)
      <-> softmax z = ${best.slice(1, -1)}`,
    k3_teaches_it: `forall (b : R) (l : list (${outcome})) (x : R) (s : ${outcome} -> R), penalties.referenced l ->
      penalties.outcome_score l x s -> let g := trajectories.total (fun e : ${outcome} =>
      (b * snd e - 1 / count (penalties.reference l)) * s e) l in
      derivable_pt_lim (fun u : R => self_certainty (penalties.now u l) - b * penalties.penalty k3 x l u) x g /\\
      derivable_pt_lim (fun u : R => ${penalized} (penalties.now u l) (penalties.reference l)) x g`,
  },
})

const gain = (at: Regularized, other: ReadonlyArray<number>) =>
  Math.max(0, objective(at) - objective({ ...at, p: other }))

refuted(claim("the best policy is the reference", allHeld(), { of: (at) => gain(at, at.ref), within: 1e-3 }))
refuted(claim("a weight above 1 is enough", regularized(9 / 8, 8), {
  of: (at) => Math.max(0, -Math.min(...pulls(at))),
  within: 1e-3,
}))
refuted(claim("below b = 1, too, ascent empties every rare token", firstRare(0, 7 / 8), {
  of: (at) => ascended(at, 200)[0],
  within: 1e-3,
}))
refuted(claim("what ascent empties is rare", regularized(0, 7 / 8), {
  of: (at) => Math.max(0, ...ascended(at, 200).map((x, j) => x < 1e-6 ? pulls(at)[j] : 0)),
  within: 1e-3,
}))
refuted(sameGradient("what falls first are the rare ones", regularized(1 / 8, 8), {
  sides: [
    Effect.map(
      taught,
      (of) => (at: Regularized) => Effect.map(of({ ...at, p: at.ref }), (g) => Array.from(g, Math.sign)),
    ),
    (at) => pulls(at).map(Math.sign),
  ],
}))

/** All distributions over three symbols in parts of n, none of them 0. */
const grid = (n: number) =>
  Array.from({ length: n - 2 }, (_, i) => Array.from({ length: n - 2 - i }, (_, j) => [i + 1, j + 1, n - 2 - i - j]))
    .flat().map((parts) => parts.map((x) => x / n))

const bestOf = (policies: ReadonlyArray<ReadonlyArray<number>>, at: Omit<Regularized, "p">) =>
  policies.reduce((best, p) => objective({ ...at, p }) > objective({ ...at, p: best }) ? p : best)

const of = (b: number, ref: ReadonlyArray<number>): Regularized => ({ b, ref, p: ref })

describe("of all policies in parts of 60", () => {
  it("the best is p*, where p* is one of them", () => {
    // (2 ref - 1/3) / 1
    for (const ref of [[0.5, 0.3, 0.2], [0.4, 0.35, 0.25]]) {
      const optimum = balanced(of(2, ref))
      bestOf(grid(60), { b: 2, ref }).forEach((x, j) => expect(x).toBeCloseTo(optimum[j], 9))
    }
  })

  it("the best is at the boundary, where a token is rare, and the finer the grid, the better", () => {
    for (const [b, ref] of [[2, [0.6, 0.3, 0.1]], [0.005, [0.5, 0.3, 0.2]], [1, [0.4, 0.35, 0.25]]] as const) {
      const best = [30, 60, 120, 240].map((n) => bestOf(grid(n), { b, ref }))
      best.forEach((p, i) => expect(Math.min(...p)).toBeCloseTo(1 / (30 * 2 ** i), 9))
      const worth = best.map((p) => objective({ b, ref, p }))
      expect(worth).toEqual(worth.toSorted((a, b) => a - b))
    }
  })
})

/** Where ascent by the logits comes to: by the graph's gradients, or by others. */
const climbed = (gradient: equivalence.Measured<Regularized>, { steps, stride }: { steps: number; stride: number }) =>
  Effect.map(gradient, (of) => (at: Regularized) =>
    Effect.gen(function* () {
      const z = at.p.map(Math.log)
      for (let i = 0; i < steps; i++) {
        const g = yield* of({ ...at, p: softmax(floats)(z) })
        z.forEach((_, j) => z[j] += stride * g[j])
      }
      return softmax(floats)(z)
    }))

const byDifferences: equivalence.Measured<Regularized> = Effect.succeed((at: Regularized) =>
  Effect.sync(() => slope((tree) => objective({ ...at, p: tree.p }))({ p: at.p, next: at.p.map(() => undefined) }))
)

/** The policy nearest to (b ref - 1/V) / (b - 1), which has negative entries: lowered together, and cut at 0. */
const nearest = (at: Regularized) => {
  const wanted = balanced(at)
  const lowered = (by: number) => wanted.map((x) => Math.max(0, x - by))
  let [low, high] = [0, 1 + Math.max(...wanted)]
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2
    if (lowered(middle).reduce((sum, x) => sum + x, 0) > 1) low = middle
    else high = middle
  }
  return lowered(low)
}

describe.each([["the graph's gradients", taught], ["differences", byDifferences]])("ascent by %s", (_, gradient) => {
  const goes = (name: string, at: Regularized, to: (at: Regularized) => ReadonlyArray<number>) =>
    it(name, () =>
      equivalence.verified(
        sameValue(name, Arbitrary.Constant(at), {
          sides: [climbed(gradient, { steps: 400, stride: 1 }), to],
          within: 1e-6,
        }),
        { runs: 1 },
      ))
  const start = [0.2, 0.2, 0.6]
  goes("goes to p*, where all are held", { b: 3, ref: [0.5, 0.3, 0.2], p: start }, balanced)
  goes("leaves the rare out, where b > 1", { b: 3, ref: [0.6, 0.36, 0.04], p: start }, nearest)
  goes("leaves the mode of the reference, where b = 1", { b: 1, ref: [0.6, 0.3, 0.1], p: start }, () => [1, 0, 0])
  goes("leaves what the policy preferred, and be it rare, under the paper's weight", {
    b: 0.005,
    ref: [0.6, 0.3, 0.1],
    p: start,
  }, () => [0, 0, 1])
})

it("the paper's weight holds 750 of 150,000 tokens at most, and of a reference by Zipf's law 60", () => {
  const [b, V] = [0.005, 150_000]
  const heldBy = (ref: ReadonlyArray<number>) => pulls(of(b, ref)).filter((c) => c > 0).length
  expect(1 / (b * V)).toBeCloseTo(1 / 750, 12)
  const some = (n: number) => Array.from({ length: V }, (_, j) => j < n ? 1 / n : 0)
  expect([some(700), some(749), some(751), some(V)].map(heldBy)).toEqual([700, 749, 0, 0])
  const total = Array.from({ length: V }, (_, j) => 1 / (j + 1)).reduce((sum, x) => sum + x, 0)
  expect(heldBy(Array.from({ length: V }, (_, j) => 1 / (j + 1) / total))).toBe(Math.floor(750 / total))
  expect(Math.floor(750 / total)).toBe(60)
  for (const size of [2, 60, 200]) expect(heldBy([1, ...Array.from({ length: size - 1 }, () => 0)])).toBe(0)
})
