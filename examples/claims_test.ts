// Claims about a reward of one's own as tests: what is meant to train alike does, and what only looks alike is refuted.
// Run it: npx vitest run examples/claims_test.ts (any other test runner will do: a claim that fails rejects with its
// counterexample).
import { logprob } from "@rlif/core/signals"
import { perRollout } from "@rlif/rewards/reward"
import { trajectoryMean } from "@rlif/rewards/trajectory-entropy"
import {
  distributions,
  groups,
  refuted,
  sameAdvantages,
  sameOrdering,
  sameValue,
  trajectories,
  trees,
  verified,
} from "@rlif/trainer/equivalence"
import { expect, it } from "vitest"

/** Minus the perplexity of a completion. */
const perplexity = perRollout(
  "perplexity",
  [logprob],
  ({ signals }) => -Math.exp(-signals.logprob.reduce((sum, x) => sum + x, 0) / signals.logprob.length),
)
const sides = [perplexity, trajectoryMean()] as const

it("perplexity orders completions as the mean log-probability does", () =>
  verified(sameOrdering("one order", groups(), { sides, within: 1e-6 })))

it("but does not train them alike", async () => {
  const { counterexample, seed, cases } = await refuted(sameAdvantages("one update", groups(), { sides, within: 1e-6 }))
  expect(counterexample).toBeDefined()
  // The same case again, alone.
  await refuted(sameAdvantages("one update", groups(), { sides, within: 1e-6 }), { seed, only: cases })
})

it("claims are about anything that is a number", async () => {
  const sum = (p: ReadonlyArray<number>, f: (x: number) => number) => p.reduce((total, x) => total + f(x), 0)
  const collision = (p: ReadonlyArray<number>) => sum(p, (x) => x * x)
  await verified(
    sameValue("collision", distributions(), { sides: [collision, (p) => 1 - sum(p, (x) => x * (1 - x))], scale: 1 }),
    { runs: 500 },
  )
  const { counterexample: p } = await refuted<ReadonlyArray<number>>(
    sameValue("collision is 1/V", distributions(), { sides: [collision, (p) => 1 / p.length] }),
  )
  expect(p).toEqual([1 / 3, 2 / 3]) // as small as it can be
})

it("completions of a small policy are all there", () =>
  verified(
    sameValue("probabilities sum to 1", trees(), {
      sides: [(tree) => trajectories(tree).reduce((sum, { probability }) => sum + probability, 0), () => 1],
    }),
  ))
