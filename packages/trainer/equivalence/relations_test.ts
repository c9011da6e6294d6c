import { exp, mul, reduceSum } from "@rlif/core/graph/ops"
import { logprob, signal } from "@rlif/core/signals"
import { entropy, floats, selfCertainty as certainty } from "@rlif/rewards/formula"
import { lastNumber } from "@rlif/rewards/answer/last-number"
import { clusterFrequency } from "@rlif/rewards/cluster-frequency"
import { negated, scaled, weighted } from "@rlif/rewards/combine"
import { exactAnswer } from "@rlif/rewards/exact-answer"
import { majorityVote } from "@rlif/rewards/majority-vote"
import { random } from "@rlif/rewards/random"
import { ofSignal } from "@rlif/rewards/of-signal"
import { perGroupEffect, perRollout } from "@rlif/rewards/reward"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import type { TemperatureMismatch } from "@rlif/rewards/reward-error"
import { Arbitrary, Effect } from "effect"
import { describe, expect, it } from "vitest"
import { centered } from "../advantage/centered.ts"
import { cispo } from "../loss/cispo.ts"
import { clipped } from "../loss/clipped.ts"
import { directSelfCertainty } from "../loss/direct_self_certainty.ts"
import { directEntropy } from "../loss/direct_entropy.ts"
import { k1 } from "../loss/k1.ts"
import { k2 } from "../loss/k2.ts"
import { reinforce } from "../loss/reinforce.ts"
import { sequenceSum } from "../loss/sequence_sum.ts"
import { outcome } from "./_outcome.ts"
import { refuted } from "./assert.ts"
import { type Batch, batches, everyWeighted } from "./batches.ts"
import { check } from "./check.ts"
import { type Claim, claim as claimOf, largest } from "./claim.ts"
import { lossGradient, policyGradient, slope } from "./gradients.ts"
import { groups, type KnownGroup, rewardGroups } from "./groups.ts"
import { sameAdvantages } from "./same_advantages.ts"
import { sameGradient } from "./same_gradient.ts"
import { discordance, sameOrdering } from "./same_ordering.ts"
import { sameValue } from "./same_value.ts"
import { show } from "./show.ts"
import type { ProgramError } from "./measured.ts"
import { zero } from "./side.ts"
import { expectation, trajectories, type Tree, trees } from "./trees.ts"

const held = { held: true, cases: 100 }
const meanOf = (group: KnownGroup, f: (p: ReadonlyArray<number>) => number) =>
  group.paths.map((path) => path.reduce((sum, { p }) => sum + f(p), 0) / path.length)

describe("sameValue", () => {
  it("holds for a reward and what it is said to be", async () => {
    const claim = sameValue("", groups(), {
      sides: [tokenEntropy(), (group) => meanOf(group, (p) => -entropy(floats)(p))],
      within: 1e-6,
    })
    expect(await outcome(claim)).toMatchObject(held)
  })

  it("tells a mean from a sum, by one completion of two tokens", async () => {
    const claim = sameValue("", groups(), {
      sides: [tokenEntropy(), tokenEntropy({ normaliser: "sum" })],
      within: 1e-6,
    })
    const { counterexample, cases } = await refuted<KnownGroup>(claim)
    expect(counterexample.paths.map(({ length }) => length).toSorted()).toEqual([1, 2])
    expect(cases).toBeLessThan(10)
  })

  it("does not take NaN for anything, nor lists of different lengths", async () => {
    const cases = rewardGroups()
    for (const other of [() => NaN, (r: Float64Array) => r.map(() => NaN), (r: Float64Array) => [...r, 0]]) {
      expect((await outcome(sameValue("", cases, { sides: [(r) => r, other] }))).held).toBe(false)
    }
    expect((await outcome(sameValue("", cases, { sides: [() => NaN, () => NaN] }))).held).toBe(false)
  })
})

describe("sameOrdering", () => {
  it("counts inversions and exact ties, and leaves rounding alone", () => {
    expect(discordance([[1, 2, 3], [10, 20, 300]])).toBe(0)
    expect(discordance([[1, 2], [2, 1]])).toBeCloseTo(1 / 2, 12)
    expect(discordance([[1, 1], [1, 2]])).toBeCloseTo(1 / 2, 12)
    expect(discordance([[1, 1 + 1e-15], [2, 1]])).toBeLessThan(2e-15)
    expect(discordance([[1, NaN], [1, 2]])).toBeNaN()
  })

  const sides = [selfCertainty(), tokenEntropy()] as const

  it("holds for the internal rewards over two symbols and one token", async () => {
    const claim = sameOrdering("", groups({ vocabulary: [2, 2], tokens: 1 }), { sides, within: 1e-6 })
    expect(await outcome(claim)).toMatchObject(held)
  })

  it.each(
    [
      ["three symbols", { vocabulary: [3, 3], tokens: 1 }],
      ["two tokens", { vocabulary: [2, 2], tokens: 2 }],
    ] as const,
  )("finds that they part ways with %s", async (_, options) => {
    const { counterexample, cases } = await refuted<KnownGroup>(
      sameOrdering("", groups(options), { sides, within: 1e-6 }),
    )
    expect(counterexample.paths).toHaveLength(2)
    expect(cases).toBeLessThan(100)
  })
})

describe("sameAdvantages", () => {
  const of = (other: (r: Float64Array) => Float64Array, options = {}) =>
    sameAdvantages("", rewardGroups(options), { sides: [(r) => r, other] })

  it("holds for a change of scale and offset, and for any change of two rewards that keeps their order", async () => {
    expect(await outcome(of((r) => r.map((x) => 3 * x - 20)))).toMatchObject(held)
    expect(await outcome(of((r) => r.map(Math.cbrt), { most: 2 }))).toMatchObject(held)
  })

  it("finds three rewards that a monotone change tells apart", async () => {
    const { counterexample, cases } = await refuted<Float64Array>(of((r) => r.map((x) => x ** 3)))
    expect(counterexample).toHaveLength(3)
    expect(cases).toBeLessThan(20)
  })

  it("is about the advantage that is given", async () => {
    const sides = [(r: Float64Array) => r, (r: Float64Array) => r.map((x) => x + 5)] as const
    expect(await outcome(sameAdvantages("", rewardGroups(), { sides, advantage: centered }))).toMatchObject(held)
    const scaled = [sides[0], (r: Float64Array) => r.map((x) => 2 * x)] as const
    expect((await outcome(sameAdvantages("", rewardGroups(), { sides: scaled, advantage: centered }))).held).toBe(false)
  })
})

describe("sameGradient", () => {
  it("takes a vote for what it is in groups, and no exact answer", async () => {
    const sides = [majorityVote({ answer: lastNumber }), exactAnswer({ answer: lastNumber })] as const
    const { counterexample } = await refuted<Tree>(
      sameGradient("", trees({ depth: 1, vocabulary: 2 }), { sides, within: 1e-6 }),
    )
    expect(counterexample.p).toEqual([1 / 2, 1 / 2])
    const odds = Arbitrary.Constant({ p: [1 / 4, 3 / 4], next: [undefined, undefined] })
    // By hand, over the groups of two and then of three; of a tie the first answer counts.
    const known = [-3 / 64, 3 / 64, -3 / 32, 3 / 32]
    for (const vote of [sides[0], weighted([[sides[0], 1]]), negated(negated(sides[0]))]) {
      const { sides: [left, right] = [] } = await refuted(sameGradient("", odds, { sides: [vote, sides[1]] }))
      Array.from(left!).forEach((x, i) => expect(x).toBeCloseTo(known[i], 12))
      Array.from(right!).forEach((x, i) => expect(x).toBeCloseTo([3 / 16, -3 / 16][i % 2], 12))
    }
  })

  it("takes a reward of a completion for the same in groups of any size", async () => {
    const alone = exactAnswer({ answer: lastNumber })
    const disguised = perGroupEffect(
      "disguised",
      [],
      (group) => Effect.map(alone.score([group]), ([{ total }]) => total),
    )
    const claim = sameGradient("", trees({ depth: 2 }), { sides: [disguised, alone], within: 1e-6 })
    expect(await outcome(claim, { runs: 10 })).toMatchObject({ held: true })
  })

  it("a reward of a group has no policy gradient of its own", () => {
    // @ts-expect-error: what a vote pays depends on the others of its group
    void policyGradient(majorityVote())
    // @ts-expect-error: nor has a sum with a vote in it
    void policyGradient(weighted([[majorityVote(), 1], [exactAnswer(), 1]]))
    // @ts-expect-error: a completion's reward sees no other completion
    void perRollout("first", [], (rollout, { rollouts }) => rollout === rollouts[0] ? 1 : 0)
    expect(
      [random({ seed: 1 }), clusterFrequency(), weighted([[exactAnswer(), 1], [clusterFrequency(), 1]])].map((
        { scope },
      ) => scope),
    )
      .toEqual(["group", "group", "group"])
  })

  it("holds for the clipped losses on the policy's own samples, and not on others", async () => {
    const claim = (onPolicy: boolean) => sameGradient("", batches({ onPolicy }), { sides: [clipped(), cispo()] })
    expect(await outcome(claim(true))).toMatchObject(held)
    const { counterexample } = await refuted<Batch>(claim(false))
    expect(counterexample.completions).toHaveLength(1)
    expect(counterexample.completions[0].tokens).toHaveLength(1)
  })

  const logPi = (tree: Tree) => expectation(tree, ({ probability }) => Math.log(probability))

  it("holds for the trajectory reward and the negative entropy of the policy, and not for the token reward", async () => {
    expect(await outcome(sameGradient("", trees(), { sides: [trajectoryEntropy(), slope(logPi)], within: 1e-6 })))
      .toMatchObject(held)
    const sides = [tokenEntropy({ normaliser: "sum" }), slope(logPi)] as const
    const { counterexample } = await refuted<Tree>(sameGradient("", trees(), { sides, within: 1e-6 }))
    expect(counterexample).toEqual({ p: [1 / 3, 2 / 3], next: [undefined, undefined] })
  })

  it("is the expectation over a tree, where the batch is all of it", async () => {
    const one = trees({ depth: 1 })
    const far = (tree: Tree): Tree => ({ ...tree, p: tree.p.toReversed() })
    const at = (loss: typeof k1) =>
      Effect.map(
        lossGradient(loss, sequenceSum),
        (of) => (tree: Tree) => of(everyWeighted(tree, { reference: far(tree) })),
      )
    expect(await outcome(sameGradient("", one, { sides: [at(k1), zero], scale: 1 }))).toMatchObject(held)
    const divergence = (tree: Tree) =>
      tree.p.map((x, j) => x * Math.log(x / tree.p.toReversed()[j]))
        .map((x, j, all) => x - tree.p[j] * all.reduce((sum, y) => sum + y, 0))
    expect(await outcome(sameGradient("", one, { sides: [at(k2), divergence], scale: 1 }))).toMatchObject(held)
    const entropies = Effect.map(
      lossGradient(directEntropy, sequenceSum),
      (of) => (tree: Tree) => of(everyWeighted(tree)),
    )
    const total = slope((tree) => entropy(floats)(tree.p))
    expect(await outcome(sameGradient("", one, { sides: [entropies, total], scale: 1 }))).toMatchObject(held)
  })

  it("reads the signals of forced tokens as those of one symbol, among others of more", async () => {
    const signals = [[directSelfCertainty, certainty(floats)], [directEntropy, entropy(floats)]] as const
    for (const [loss, of] of signals) {
      const sign = loss === directEntropy ? 1 : -1
      const known = (tree: Tree) => {
        const now = trajectories(tree).map(({ probability }) => probability)
        return slope((moved) =>
          trajectories(moved).reduce(
            (sum, { path }, i) => sum + sign * now[i] * path.reduce((all, { p }) => all + of(p), 0),
            0,
          )
        )(tree)
      }
      const trained = Effect.map(lossGradient(loss, sequenceSum), (of) => (tree: Tree) => of(everyWeighted(tree)))
      expect(await outcome(sameGradient("", trees(), { sides: [trained, known], scale: 1 }))).toMatchObject(held)
    }
  })

  it("takes the policy gradient of a signal of one's own, on forced tokens too", async () => {
    const collision = signal({
      name: "collision",
      reads: ["logprobs"],
      unit: "probability",
      source: "Simpson 1949",
      of: ({ logprobs }) => reduceSum(exp(mul(logprobs, 2)), -1),
    })
    const rewards = (at: Tree) =>
      trajectories(at).map(({ path }) =>
        path.reduce((sum, { p }) => sum + p.reduce((all, x) => all + x * x, 0), 0) / path.length
      )
    const known = (tree: Tree) =>
      slope((moved) =>
        trajectories(moved).reduce((sum, { probability }, i) => sum + probability * rewards(tree)[i], 0)
      )(tree)
    const claim = sameGradient("", trees({ depth: 3 }), { sides: [ofSignal(collision), known], within: 1e-6 })
    expect(await outcome(claim)).toMatchObject(held)
    const value = sameValue("", groups(), {
      sides: [ofSignal(collision), (group) => meanOf(group, (p) => p.reduce((all, x) => all + x * x, 0))],
      within: 1e-6,
    })
    expect(await outcome(value)).toMatchObject(held)
  })

  it("weighs each loss with its advantage", async () => {
    const claim = sameGradient("", batches(), { sides: [reinforce, directEntropy], aggregate: sequenceSum })
    expect((await outcome(claim)).held).toBe(false)
  })
})

it("a counterexample is shown as its distributions, with both sides", async () => {
  const claim = sameOrdering("", groups({ vocabulary: [3, 3], tokens: 1 }), {
    sides: [selfCertainty(), tokenEntropy()],
    within: 1e-6,
  })
  const text = show(await outcome(claim))
  expect(text).toMatch(/fails by 0\.0057, found in case \d+; a small one:/)
  expect(text).toContain("A of (1/5, 1/5, 3/5)")
  expect(text).toContain("A of (1/7, 2/7, 4/7)")
  expect(text).toContain("left = (0.144622, 0.154151)")
  expect(text).toContain("right = (-0.950271, -0.9557)")
  expect(show(await outcome(sameValue("", rewardGroups(), { sides: [(r) => r, (r) => r] }))))
    .toBe("held in 100 cases, deviation 0")
})

describe("the scale of a case", () => {
  const shrunk = (by: number) => Arbitrary.map(rewardGroups({ distinct: true }), (r) => r.map((x) => by * x))
  const minus = (r: Float64Array) => r.map((x) => -x)
  const same = (r: Float64Array) => r

  it.each([1, 1e-8, 1e-12, 1e-100])("is its own: what differs is told apart at a size of %d", async (by) => {
    const [cases, options] = [shrunk(by), { within: 1e-6 }]
    const claims = (sides: readonly [typeof same, typeof same]) => [
      sameValue("", cases, { sides, ...options }),
      sameOrdering("", cases, { sides, ...options }),
      sameAdvantages("", cases, { sides, ...options }),
      sameAdvantages("", cases, { sides, ...options, advantage: centered }),
    ]
    for (const claim of claims([same, minus])) expect(await outcome(claim)).toHaveProperty("counterexample")
    for (const claim of claims([same, (r) => r.map((x) => x * (1 + 1e-9))])) {
      expect(await outcome(claim)).toMatchObject(held)
    }
    const relative = sameValue("", cases, { sides: [same, (r) => r.map((x) => x * (1 + 1e-5))], ...options })
    expect(await outcome(relative)).toHaveProperty("counterexample")
  })

  it("is that of the probabilities of long completions", async () => {
    const likelihood = (power: number) =>
      perRollout(
        "",
        [logprob],
        ({ signals: { logprob } }) => Math.exp(power * logprob.reduce((sum, x) => sum + x, 0)),
      )
    const doubled = scaled(likelihood(10), 2)
    expect(await outcome(sameGradient("", trees(), { sides: [likelihood(10), doubled], within: 1e-6 })))
      .toHaveProperty("counterexample")
  })

  it("says so where every case lies below the tolerance, and does not hold", async () => {
    const silent = sameValue("", shrunk(1e-8), { sides: [same, minus], within: 1e-6, scale: 1 })
    const found = await outcome(silent)
    expect(found).toMatchObject({ held: false, cases: 100, within: 1e-6 })
    expect(show(found)).toBe(
      "says nothing: in 100 cases the sides are at most 1e-7 of their scale, below the tolerance of 1e-6",
    )
    const nothing = [
      sameValue("", rewardGroups(), { sides: [() => 0, () => 0] }),
      sameOrdering("", rewardGroups(), { sides: [() => [1, 1], () => [2, 2]] }),
      sameAdvantages("", rewardGroups(), { sides: [(r) => r.map(() => 1), (r) => r.map(() => 2)] }),
    ]
    for (const claim of nothing) expect((await outcome(claim)).held).toBe(false)
    await expect(refuted(nothing[0])).rejects.toThrow("says nothing")
  })

  it("lets something vanish beside what it is made of, and only there", async () => {
    const off = (by: number) => (r: Float64Array) => r.map((x, i) => i === 0 ? by * x : 0)
    const vanishes = (by: number) =>
      sameValue("", rewardGroups({ distinct: true }), {
        sides: [off(by), zero],
        within: 1e-6,
        scale: (r) => largest(r),
      })
    expect(await outcome(vanishes(1e-9))).toMatchObject(held)
    expect(await outcome(vanishes(1e-3))).toHaveProperty("counterexample")
    expect(await outcome(sameValue("", rewardGroups(), { sides: [off(1e-9), zero], within: 1e-6 })))
      .toHaveProperty("counterexample")
    expect((await outcome(sameValue("", rewardGroups(), { sides: [off(0), zero] }))).held).toBe(false)
  })

  it.each([Infinity, NaN])("is no distance of %d that two sides are apart by", async (of) => {
    expect((await outcome(claimOf("", rewardGroups(), { of: () => of, apart: 0.1 }))).held).toBe(false)
    expect((await outcome(claimOf("", rewardGroups(), { of: () => of, within: 0.1 }))).held).toBe(false)
    expect((await outcome(claimOf("", rewardGroups(), { of: () => 1, apart: 0.1 }))).held).toBe(true)
  })
})

it("fails as its sides may, and by the name of the failure", () => {
  const plain: Claim = sameValue("", rewardGroups(), { sides: [(r) => r, centered] })
  const rewarded: Claim<TemperatureMismatch | ProgramError> = sameValue("", groups(), {
    sides: [tokenEntropy(), selfCertainty()],
  })
  const programs: Claim<ProgramError> = sameGradient("", batches(), { sides: [reinforce, directEntropy] })
  // A reward of one temperature may refuse the signals of another: its claim is none that cannot fail.
  const careless: typeof rewarded extends Claim ? true : false = false
  const cold = tokenEntropy({ temperature: 0.5 })
  const failing = check(sameValue("", groups(), { sides: [cold, cold] })).pipe(
    Effect.catchTag("@rlif/rewards/TemperatureMismatch", ({ expected }) => Effect.succeed(expected)),
    Effect.scoped,
    Effect.provide(Cpu.layer),
    Effect.runPromise,
  )
  expect([plain.name, programs.name, careless]).toEqual(["", "", false])
  return expect(failing).resolves.toBe(0.5)
})
