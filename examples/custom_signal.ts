// A signal of one's own, trained on: how likely two draws of the next token are the same. The signal is eight lines, and goes
// wherever those that ship go: it is sampled, rewarded, logged, and read by a loss with its gradient.
// Whether the signal is only another word for -H, two claims say before the training does.
// Run it: node examples/custom_signal.ts
import { trainingProblems } from "@rlif/core/data/arithmetic"
import { exp, mul, reduceSum } from "@rlif/core/graph/ops"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { sample } from "@rlif/core/sample/sample"
import { signal } from "@rlif/core/signals"
import { ofSignal } from "@rlif/rewards/of-signal"
import { score } from "@rlif/rewards/score"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { check, groups, sameOrdering, show } from "@rlif/trainer/equivalence"
import { clipped } from "@rlif/trainer/loss/clipped"
import { maximized } from "@rlif/trainer/loss/direct"
import { plus } from "@rlif/trainer/loss/plus"
import { times } from "@rlif/trainer/loss/times"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { constant } from "@rlif/trainer/optimizer/schedule"
import { batchMetrics } from "@rlif/trainer/run/metrics"
import { advantage } from "@rlif/trainer/stage/advantage"
import { lookahead } from "@rlif/trainer/stage/lookahead"
import { update } from "@rlif/trainer/stage/update"
import { Console, Effect, flow, Stream } from "effect"
import { model } from "./custom_reward.ts"

/** `sum p^2`: 1/V where all tokens are as likely, 1 where one has all the probability. */
export const agreement = signal({
  name: "agreement",
  reads: ["logprobs"],
  unit: "probability",
  source: "Simpson 1949",
  of: ({ logprobs }) => reduceSum(exp(mul(logprobs, 2)), -1),
})

/** Its mean over a completion's tokens. */
export const reward = ofSignal(agreement)

const sides = [reward, tokenEntropy()] as const

/** Against -H: of one token and two symbols both put completions in the same order; of more symbols they do not. */
export const claims = [
  sameOrdering("two symbols", groups({ tokens: 1, vocabulary: [2, 2] }), { sides, within: 1e-6 }),
  sameOrdering("three symbols", groups({ tokens: 1, vocabulary: [3, 3] }), { sides, within: 1e-6 }),
]

/** Ten updates: the reward, and a small step along the signal's own gradient. */
export const steps = trainingProblems(7).pipe(
  Stream.grouped(8),
  lookahead(0)(
    flow(
      sample({ completions: 4, signals: reward.needs, maxTokens: 16, seed: 7 }),
      score(reward),
      advantage(standardized()),
    ),
    update({
      loss: plus(clipped(), times(0.01, maximized(agreement))),
      aggregate: tokenMean,
      optimizer: adamw(),
      schedule: constant(1e-4),
      observe: batchMetrics,
    }),
  ),
  Stream.take(10),
)

if (import.meta.main) {
  for (const claim of claims) {
    const found = await check(claim).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)
    console.log(`agreement against -H, ${claim.name}: ${show(found)}`)
  }
  await steps.pipe(
    Stream.runForEach(({ step, metrics }) => Console.log(`step ${step}  agreement ${metrics.reward.toFixed(4)}`)),
    Effect.provide(model),
    Effect.runPromise,
  )
}
