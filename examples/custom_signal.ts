// A signal of one's own, trained on: how likely two draws of the next token are the same. The signal is eight lines, and goes
// wherever those that ship go: it is sampled, rewarded, logged, and read by a loss with its gradient.
// Run it: node examples/custom_signal.ts
import { trainingProblems } from "@rlif/core/data/arithmetic"
import { exp, mul, reduceSum } from "@rlif/core/graph/ops"
import { sample } from "@rlif/core/sample/sample"
import { signal } from "@rlif/core/signals"
import { ofSignal } from "@rlif/rewards/of-signal"
import { score } from "@rlif/rewards/score"
import { standardized } from "@rlif/trainer/advantage/standardized"
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
  await steps.pipe(
    Stream.runForEach(({ step, metrics }) => Console.log(`step ${step}  agreement ${metrics.reward.toFixed(4)}`)),
    Effect.provide(model),
    Effect.runPromise,
  )
}
