import { divergence, entropy, floats, softmax } from "@rlif/rewards/formula"
import type { TemperatureMismatch } from "@rlif/rewards/reward-error"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import { everyWeighted } from "../equivalence/batches.ts"
import { claim, largest } from "../equivalence/claim.ts"
import { type Distribution, distributionPairs } from "../equivalence/distributions.ts"
import { lossGradient, policyGradient, slope } from "../equivalence/gradients.ts"
import type { Measured, ProgramError } from "../equivalence/measured.ts"
import { zero } from "../equivalence/side.ts"
import { sameGradient } from "../equivalence/same_gradient.ts"
import { sameValue } from "../equivalence/same_value.ts"
import { k2 } from "../loss/k2.ts"
import { sequenceSum } from "../loss/sequence_sum.ts"
import type { Theorem } from "./theorem.ts"
import { inner, normalized } from "./_vector.ts"
import { whole } from "./_whole.ts"

/**
 * A penalty, a reference whose first symbol is its only mode, and a policy, some of whose probabilities may be 0.
 * @stability unstable
 * @since 0.1.0
 */
export interface Penalized {
  readonly b: number
  readonly ref: Distribution
  readonly p: Distribution
}

/** The distribution without the symbols that the bits of a number name, unless these are all. */
const without = (p: Distribution, symbols: number): Distribution => {
  const kept = p.map((x, j) => (symbols >> j) % 2 === 0 ? x : 0)
  return kept.some((x) => x > 0) ? normalized(kept) : p
}

/**
 * Penalties from `least` to `most`, in eighths.
 * @stability unstable
 * @since 0.1.0
 */
export const penalized = (least: number, most: number): Arbitrary.Arbitrary<Penalized> =>
  Arbitrary.map(
    Arbitrary.all({ pair: distributionPairs(), eighths: whole(8 * least, 8 * most), dropped: whole(0, 63) }),
    ({ pair: { p, q }, eighths, dropped }) => ({
      b: eighths / 8,
      ref: normalized([1.25 * Math.max(...q), ...q.slice(1)]),
      p: without(p, dropped),
    }),
  )

/** `KL(p || q)`: 0 log 0 is 0, so that symbols of probability 0 are left out. */
const kl = (p: Distribution, q: Distribution): number => {
  const known = (of: Distribution) => of.filter((_, j) => p[j] > 0)
  return divergence(floats)({ p: known(p), q: known(q) })
}

/**
 * `E[log pi] - b KL(pi || ref)`
 * @stability unstable
 * @since 0.1.0
 */
export const worth = ({ b, ref, p }: Penalized): number => -entropy(floats)(p.filter((x) => x > 0)) - b * kl(p, ref)

/**
 * `ref^(b / (b - 1))`, normalized.
 * @stability unstable
 * @since 0.1.0
 */
export const sharpened = ({ b, ref }: Penalized): Distribution =>
  softmax(floats)(ref.map((x) => b / (b - 1) * Math.log(x / ref[0])))

/**
 * All of it on symbol i.
 * @stability unstable
 * @since 0.1.0
 */
export const vertex = ({ ref }: Penalized, i: number): Distribution => ref.map((_, j) => j === i ? 1 : 0)

/**
 * By how much the policy is better than another.
 * @stability unstable
 * @since 0.1.0
 */
export const gain = (at: Penalized, other: Distribution): number => Math.max(0, worth(at) - worth({ ...at, p: other }))

const leaf = (p: Distribution) => ({ p, next: p.map(() => undefined) })

/** `g[R_traj] - b grad E[k2]`: what the trajectory reward teaches with k2 as its penalty, completions of one token. */
const trained: Measured<Penalized, ProgramError | TemperatureMismatch> = Effect.map(
  Effect.all([policyGradient(trajectoryEntropy()), lossGradient(k2, sequenceSum)]),
  ([reward, penalty]) =>
    Effect.fnUntraced(function* ({ b, ref, p }: Penalized) {
      const up = yield* reward(leaf(p))
      const down = yield* penalty(everyWeighted(leaf(p), { reference: leaf(ref) }))
      return Array.from(up, (x, j) => x - b * down[j])
    }),
)

/** Policies that softmax reaches. */
const positive = Arbitrary.map(penalized(0, 8), (at) => ({ ...at, p: normalized(at.p.map((x) => x + 0.01)) }))

const optimal = Arbitrary.map(penalized(9 / 8, 8), (at) => ({ ...at, p: sharpened(at) }))

/** A vertex i, and a policy beside it that differs by 1/16 to 15/16 of `(ref_i / max ref)^(b / (1 - b))`. */
const beside = Arbitrary.map(
  Arbitrary.all({ at: penalized(0, 1 / 2), symbol: whole(0, 5), sixteenths: whole(1, 15) }),
  ({ at, symbol, sixteenths }) => {
    const { b, ref, p } = at
    const i = symbol % ref.length
    const far = sixteenths / 16 * (ref[i] / ref[0]) ** (b / (1 - b))
    const elsewhere = p.some((x, j) => j !== i && x > 0) ? without(p, 1 << i) : without(ref, 1 << i)
    return { at: { ...at, p: elsewhere.map((x, j) => j === i ? 1 - far : far * x) }, i, far }
  },
)

/** The log-probabilities that reward and penalty are made of. */
const scale = ({ b, ref, p }: Penalized): number => largest(p.map(Math.log)) + b * largest(ref.map(Math.log))

/**
 * E17
 * @stability unstable
 * @since 0.1.0
 */
export const optimumSharpensTheReference: Theorem = {
  id: "E17",
  name: "optimum_sharpens_the_reference",
  title:
    "With a KL penalty b > 1 the trajectory reward has one optimum, a sharpened reference; with less the policy that always says the reference's mode is best, and below 1 every deterministic policy a local optimum.",
  formula:
    "max_pi E[log pi] - b KL(pi || ref): ref^(b/(b-1)) for b > 1, the vertex at ref's mode for 0 < b <= 1, any vertex for b = 0",
  hypotheses: ["ref > 0, pi >= 0", "for 0 < b <= 1: ref has one mode"],
  source:
    "for b > 1 Gibbs' inequality: the shortfall is (b - 1) KL(pi || ref^(b/(b-1))); for b <= 1 no symbol's share in it is negative",
  relation: "bound",
  scope: ["all V", "simplex"],
  proofs: [
    "value_at_a_vertex",
    "sharpened_is_a_distribution",
    "the_shortfall_is_a_divergence",
    "a_strong_penalty_sharpens_the_reference",
    "a_weak_penalty_leaves_the_mode",
    "a_penalty_of_one_is_linear",
    "a_weak_penalty_traps_at_every_vertex",
    "every_vertex_is_a_strict_local_maximum",
    "without_a_penalty_all_vertices_tie",
  ],
  claims: [
    sameGradient("the reward with k2 as penalty ascends this objective", positive, {
      sides: [trained, (at) => slope((tree) => worth({ ...at, p: tree.p }))(leaf(at.p))],
      within: 1e-6,
      scale,
    }),
    sameGradient("b > 1: at the sharpened reference it teaches nothing more", optimal, {
      sides: [trained, zero],
      within: 1e-6,
      scale,
    }),
    sameValue("b > 1: the shortfall is a divergence from the sharpened reference", penalized(9 / 8, 8), {
      sides: [
        (at) => worth({ ...at, p: sharpened(at) }) - worth(at),
        (at) => (at.b - 1) * kl(at.p, sharpened(at)),
      ],
      // Near a vertex logarithms of what is almost 1 are as precise as 1 is.
      scale: ({ b }) => b,
    }),
    claim("b > 1: no policy is better", penalized(9 / 8, 8), { of: (at) => gain(at, sharpened(at)), within: 1e-12 }),
    claim("0 < b <= 1: none is better than the mode", penalized(1 / 8, 1), {
      of: (at) => gain(at, vertex(at, 0)),
      within: 1e-12,
    }),
    sameValue("b = 1: linear", penalized(1, 1), { sides: [worth, ({ ref, p }) => inner(p, ref.map(Math.log))] }),
    claim("b < 1: beside a vertex all is below it", beside, {
      of: ({ at, i, far }) => (worth({ ...at, p: vertex(at, i) }) - worth(at)) / far,
      apart: 0.01,
    }),
    sameValue("vertex i is worth b log ref_i, which is 0 for b = 0", penalized(0, 8), {
      sides: [
        (at) => at.ref.map((_, i) => worth({ ...at, p: vertex(at, i) })),
        ({ b, ref }) => ref.map((x) => b * Math.log(x)),
      ],
    }),
    claim("b = 0: none is better than a vertex", penalized(0, 0), {
      of: (at) => gain(at, vertex(at, at.ref.length - 1)),
      within: 0,
    }),
  ],
}
