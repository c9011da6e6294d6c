// Is my reward really another one? Six claims about a reward, an advantage and a loss of one's own, each with the
// relation in which it may hold; random cases decide, and what fails is shown by a small counterexample.
// Run it: node examples/custom_equivalence.ts
import { mul, neg, sub } from "@rlif/core/graph/ops"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { logprob } from "@rlif/core/signals"
import { perRollout } from "@rlif/rewards/reward"
import type { TemperatureMismatch } from "@rlif/rewards/reward-error"
import { trajectoryMean } from "@rlif/rewards/trajectory-entropy"
import type { Advantage } from "@rlif/trainer/advantage/advantage"
import { standardized } from "@rlif/trainer/advantage/standardized"
import {
  batches,
  check,
  type Claim,
  everyWeighted,
  groups,
  type ProgramError,
  rewardGroups,
  sameAdvantages,
  sameGradient,
  sameOrdering,
  show,
  trees,
} from "@rlif/trainer/equivalence"
import type { Loss } from "@rlif/trainer/loss/loss"
import { reinforce } from "@rlif/trainer/loss/reinforce"
import { sequenceSum } from "@rlif/trainer/loss/sequence-sum"
import { Arbitrary, Console, Effect } from "effect"

/** Minus the perplexity of a completion. */
const perplexity = perRollout(
  "perplexity",
  [logprob],
  ({ signals }) => -Math.exp(-signals.logprob.reduce((sum, x) => sum + x, 0) / signals.logprob.length),
)

/** 1 for the best of a group, and what balances it for the others. */
const winner: Advantage = (rewards) => {
  const best = rewards.indexOf(Math.max(...rewards))
  return rewards.map((_, i) => i === best ? 1 : -1 / (rewards.length - 1))
}

/** REINFORCE against a constant baseline: -(A - 1/2) log p. */
const offset: Loss<"advantage"> = {
  needs: ["advantage"],
  of: ({ advantage, logprob }) => neg(mul(sub(advantage, 0.5), logprob)),
}

const mean = trajectoryMean()
const pairs = rewardGroups({ most: 2, distinct: true })
const larger = rewardGroups({ least: 3, distinct: true })

/** Every completion of a small policy, as often as it is likely: what a loss does to it is its expectation. */
const expected = Arbitrary.map(trees(), (tree) => everyWeighted(tree, { advantage: (_, i) => i }))

/** What somebody might believe of them. */
export const claims: ReadonlyArray<Claim<ProgramError | TemperatureMismatch>> = [
  sameOrdering("perplexity orders completions as the mean log-probability does", groups(), {
    sides: [perplexity, mean],
    within: 1e-6,
  }),
  sameAdvantages("and trains them alike", groups(), { sides: [perplexity, mean], within: 1e-6 }),
  sameOrdering("the winner is what standardizing sees in a pair", pairs, { sides: [winner, standardized()] }),
  sameOrdering("and in larger groups", larger, { sides: [winner, standardized()] }),
  sameGradient("a baseline is harmless in expectation", expected, {
    sides: [offset, reinforce],
    aggregate: sequenceSum,
  }),
  sameGradient("and in a batch", batches(), { sides: [offset, reinforce], aggregate: sequenceSum }),
]

if (import.meta.main) {
  await Effect.forEach(
    claims,
    (claim) =>
      Effect.flatMap(check(claim, { runs: 200, seed: 1 }), (found) => Console.log(`${claim.name}: ${show(found)}\n`)),
  ).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)
}
