// What scores and trains against the formulas that the proofs are about: signals and their gradients, rewards,
// advantages, losses and aggregations.
import type { Signal } from "@rlif/core/signals"
import { graph } from "@rlif/core/graph/graph"
import { input } from "@rlif/core/graph/ops"
import { feedsOf } from "@rlif/core/graph/feeds-of"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import { value } from "@rlif/core/graph/value"
import * as advantages from "@rlif/rewards/formula/advantage.ts"
import * as aggregates from "@rlif/rewards/formula/aggregate.ts"
import * as estimates from "@rlif/rewards/formula/divergence_estimate.ts"
import {
  clippedRatio,
  clippedSurrogate,
  dualClippedSurrogate,
  entropy,
  floats,
  selfCertainty,
  sequenceSurrogate,
  softmax,
} from "@rlif/rewards/formula"
import * as gradients from "@rlif/rewards/formula/logit_gradient.ts"
import * as tokens from "@rlif/rewards/formula/token_reward.ts"
import * as trajectories from "@rlif/rewards/formula/trajectory.ts"
import { selfCertainty as selfCertaintyReward } from "@rlif/rewards/self-certainty"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryEntropy } from "@rlif/rewards/trajectory-entropy"
import { centered } from "@rlif/trainer/advantage/centered"
import { leaveOneOut } from "@rlif/trainer/advantage/leave-one-out"
import { standardized } from "@rlif/trainer/advantage/standardized"
import {
  batches,
  check,
  type Claim,
  groups,
  type KnownGroup,
  logits,
  type Measured,
  rewardGroups,
  sameValue,
  show,
} from "@rlif/trainer/equivalence"
import type { Aggregate } from "@rlif/trainer/loss/aggregate"
import { cispo } from "@rlif/trainer/loss/cispo"
import { clipped } from "@rlif/trainer/loss/clipped"
import { dualClipped } from "@rlif/trainer/loss/dual-clipped"
import { fixedLength } from "@rlif/trainer/loss/fixed-length"
import { gspo } from "@rlif/trainer/loss/gspo"
import { k1 } from "@rlif/trainer/loss/k1"
import { k2 } from "@rlif/trainer/loss/k2"
import { k3 } from "@rlif/trainer/loss/k3"
import type { Column, Loss } from "@rlif/trainer/loss/loss"
import { nll } from "@rlif/trainer/loss/nll"
import { reinforce } from "@rlif/trainer/loss/reinforce"
import { sequenceMean } from "@rlif/trainer/loss/sequence-mean"
import { sequenceSum } from "@rlif/trainer/loss/sequence-sum"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { Arbitrary, Effect } from "effect"
import { describe, expect, it } from "vitest"
import { layoutOf, padded, type Rows } from "../../packages/trainer/testing/padded.ts"
import { type Signals, signalsOf } from "../../packages/trainer/theorem/_signals.ts"

const holds = (claim: Claim<unknown>) =>
  it(claim.name, async () => {
    const found = await check(claim).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)
    expect(found.held, show(found)).toBe(true)
  })

describe("signals", () => {
  const kernel = (pick: (signals: Signals) => ReadonlyArray<number>) =>
    Effect.map(signalsOf, (of) => (z: ReadonlyArray<number>) => Effect.map(of(z), pick))
  const row = (
    name: string,
    pick: (signals: Signals) => ReadonlyArray<number>,
    formula: (p: ReadonlyArray<number>) => ReadonlyArray<number>,
  ) => holds(sameValue(name, logits(), { sides: [kernel(pick), (z) => formula(softmax(floats)(z))] }))
  row("log-probability", ({ logprob }) => logprob, (p) => p.map(Math.log))
  row("entropy", ({ entropy }) => [entropy], (p) => [entropy(floats)(p)])
  row("self-certainty", (signals) => [signals.selfCertainty], (p) => [selfCertainty(floats)(p)])
  row("gradient of entropy", ({ entropyGradient }) => entropyGradient, gradients.entropyGradient(floats))
  row("gradient of self-certainty", (s) => s.selfCertaintyGradient, gradients.selfCertaintyGradient(floats))
  row(
    "gradients of log-probabilities",
    ({ logprobGradient }) => logprobGradient.flat(),
    (p) => p.flatMap((_, i) => gradients.logprobGradient(floats)({ chosen: p.map((_, j) => Number(i === j)), p })),
  )
})

describe("rewards", () => {
  const each = (of: (path: KnownGroup["paths"][number]) => number) => ({ paths }: KnownGroup) => paths.map(of)
  const within = 1e-5 // signals are stored in single precision
  const p = (path: KnownGroup["paths"][number]) => path.map(({ p }) => p)
  const logprobs = (path: KnownGroup["paths"][number]) => path.map(({ p, token }) => Math.log(p[token]))
  const entropies = (path: KnownGroup["paths"][number]) => p(path).map(entropy(floats))
  holds(sameValue("trajectory, sum", groups(), {
    sides: [trajectoryEntropy(), each((path) => trajectories.trajectorySum(floats)(logprobs(path)))],
    within,
  }))
  holds(sameValue("trajectory, mean", groups(), {
    sides: [
      trajectoryEntropy({ normaliser: "mean" }),
      each((path) => trajectories.trajectoryMean(floats)(logprobs(path))),
    ],
    within,
  }))
  holds(sameValue("token entropy, mean", groups(), {
    sides: [tokenEntropy(), each((path) => tokens.tokenMean(floats)(entropies(path)))],
    within,
  }))
  holds(sameValue("token entropy, sum", groups(), {
    sides: [tokenEntropy({ normaliser: "sum" }), each((path) => tokens.tokenSum(floats)(entropies(path)))],
    within,
  }))
  holds(sameValue("self-certainty, mean", groups(), {
    sides: [
      selfCertaintyReward(),
      each((path) => trajectories.trajectoryMean(floats)(p(path).map(selfCertainty(floats)))),
    ],
    within,
  }))
})

describe("advantages", () => {
  const cases = rewardGroups({ distinct: true })
  holds(sameValue("centered", cases, { sides: [centered, (r) => advantages.centered(floats)([...r])] }))
  holds(sameValue("leave one out", cases, { sides: [leaveOneOut, (r) => advantages.leaveOneOut(floats)([...r])] }))
  holds(sameValue("standardized", cases, {
    sides: [standardized({ eps: 0.1 }), (r) => advantages.standardized(floats)({ rewards: [...r], eps: 0.1 })],
  }))
})

const grid = ["R", "T"]
const column = (name: string) => input(name, grid, "float64")
const batch = {
  logprob: column("logprob"),
  signal: ({ name }: Signal) => column(name),
  old: column("old"),
  reference: column("reference"),
  advantage: column("advantage"),
  mask: column("mask"),
  lengths: input("lengths", ["R", 1], "float64"),
}
const bounds = { low: 0.25, high: 0.5 }

describe("losses", () => {
  // Logits stand for log-probabilities: now, old and reference are shifted by what makes ratios cross both bounds, under
  // large and small advantages of either sign.
  const token = (x: number, i: number) => ({
    logprob: -1 - x / 8,
    old: -1 + x / 16,
    reference: -1 - x * x / 64,
    advantage: i % 2 === 0 ? 0.5 - x : (x - 0.5) / 16,
  })
  type Token = ReturnType<typeof token>
  const kernel = (loss: Loss<Column>): Measured<ReadonlyArray<number>> =>
    Effect.gen(function* () {
      const closed = graph({ loss: loss.of(batch) })
      const program = yield* (yield* Runtime).compile(closed)
      return (z: ReadonlyArray<number>) => {
        const cells = z.map(token)
        const row = (name: keyof Token) => value("float64", [1, z.length], Float64Array.from(cells, (t) => t[name]))
        const feeds = { logprob: row("logprob"), old: row("old"), reference: row("reference") }
        return Effect.map(
          program.run(feedsOf(closed, { ...feeds, advantage: row("advantage") })),
          (out) => Array.from(out.loss.data, Number),
        )
      }
    })
  const row = (name: string, loss: Loss<Column>, formula: (token: Token) => number) =>
    holds(sameValue(name, logits(), { sides: [kernel(loss), (z) => z.map((x, i) => formula(token(x, i)))] }))
  const ratio = ({ logprob, old }: Token) => Math.exp(logprob - old)
  const d = ({ reference, logprob }: Token) => reference - logprob
  row("clipped", clipped(bounds), (t) => clippedSurrogate(floats)(bounds)({ ratio: ratio(t), advantage: t.advantage }))
  const dual = { ...bounds, cap: 1.25 }
  row("dual clip", dualClipped(dual), (t) => dualClippedSurrogate(floats)(dual)({ ...t, ratio: ratio(t) }))
  row("cispo", cispo(bounds), (t) => -clippedRatio(floats)(bounds)(ratio(t)) * t.advantage * t.logprob)
  row("reinforce", reinforce, ({ advantage, logprob }) => -advantage * logprob)
  row("nll", nll, ({ logprob }) => -logprob)
  row("k1", k1, (t) => estimates.k1(floats)(d(t)))
  row("k2", k2, (t) => estimates.k2(floats)(d(t)))
  row("k3", k3, (t) => estimates.k3(floats)(d(t)))
})

describe("batches", () => {
  /** A completion: the log-probabilities of its tokens, now and when they were sampled, and its advantage. */
  const cases = Arbitrary.map(
    batches(),
    ({ table, old, completions }) =>
      completions.map(({ rows, tokens, advantage }) => ({
        now: tokens.map((token, t) => Math.log(table[rows[t]][token])),
        old: tokens.map((token, t) => Math.log(old[rows[t]][token])),
        advantage,
      })),
  )
  type Case = typeof cases extends Arbitrary.Arbitrary<infer A> ? A : never

  /** With an absent row at the end. */
  const gridOf = (rows: Rows) => padded([...rows, []])
  const sizes = (rows: Rows) => ({
    ...layoutOf([...rows, []]),
    tokens: value("float64", [], Float64Array.of(rows.flat().length)),
    sequences: value("float64", [], Float64Array.of(rows.length)),
  })

  const aggregated = (aggregate: Aggregate): Measured<Case> =>
    Effect.gen(function* () {
      const scalars = { tokens: input("tokens", [], "float64"), sequences: input("sequences", [], "float64") }
      const closed = graph({ loss: aggregate(column("logprob"), { ...batch, ...scalars }) })
      const program = yield* (yield* Runtime).compile(closed)
      return (completions: Case) => {
        const losses = completions.map(({ now }) => now)
        return Effect.map(
          program.run(feedsOf(closed, { ...sizes(losses), logprob: gridOf(losses) })),
          (out) => Array.from(out.loss.data, Number),
        )
      }
    })
  const row = (name: string, aggregate: Aggregate, formula: (losses: Rows) => number) =>
    holds(sameValue(name, cases, { sides: [aggregated(aggregate), (all) => formula(all.map(({ now }) => now))] }))
  row("token mean", tokenMean, aggregates.tokenMeanLoss(floats))
  row("sequence mean", sequenceMean, aggregates.sequenceMeanLoss(floats))
  row("sequence sum", sequenceSum, aggregates.sequenceSumLoss(floats))
  row("fixed length", fixedLength(3), aggregates.fixedLengthLoss(floats)(3))

  const sequences: Measured<Case> = Effect.gen(function* () {
    const closed = graph({ loss: gspo(bounds).of(batch) })
    const program = yield* (yield* Runtime).compile(closed)
    return (all: Case) => {
      const now = all.map((completion) => completion.now)
      const old = gridOf(all.map((completion) => completion.old))
      const advantage = gridOf(all.map((completion) => completion.now.map(() => completion.advantage)))
      return Effect.map(
        program.run(feedsOf(closed, { ...sizes(now), logprob: gridOf(now), old, advantage })),
        ({ loss }) => now.flatMap((list, r) => list.map((_, t) => Number(loss.data[r * loss.dims[1] + t]))),
      )
    }
  })
  holds(sameValue("gspo", cases, {
    sides: [sequences, (all) => all.flatMap((c) => c.now.map(() => sequenceSurrogate(floats)(bounds)(c)))],
  }))
})
