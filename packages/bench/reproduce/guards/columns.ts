import type * as Policy from "@rlif/core/policy"
import { looseAnswer } from "@rlif/core/data/arithmetic"
import { logprob } from "@rlif/core/signals"
import { clusters, sizes } from "@rlif/rewards/answer/clusters"
import { repetition } from "@rlif/rewards/repetition"
import { trajectoryMean } from "@rlif/rewards/trajectory-entropy"
import { standardized } from "@rlif/trainer/advantage/standardized"
import type { Weighted } from "@rlif/trainer/stage/advantage"
import type { Metrics } from "@rlif/trainer/stage/step"
import { type Context, Effect } from "effect"
import { setting } from "../experiment.ts"

const advantage = standardized({ eps: setting.eps })

/**
 * What an update's batch shows without labels, of the weights before that update:
 * - `reward`, `entropy` and `logprob` in nats a token, `length` in tokens, `cut`: the share that the token limit ended;
 * - `agreement`: the share of a problem's completions that give its commonest answer, `answers`: how many differ;
 * - `repetition`: the share of n-grams that came before in their completion;
 * - `start`: log-probability under the start model, nats a token;
 * - `apart`: root mean square of the difference between the advantages and those of the trajectory mean.
 */
export const columnsOf = Effect.fn("columnsOf")(function* (
  batch: ReadonlyArray<Weighted<"entropy" | "logprob">>,
  read: Context.Service.Shape<typeof Policy.Policy>["read"],
) {
  const groups = batch.map(({ group }) => group)
  const rollouts = groups.flatMap((group) => group.rollouts)
  const tokens = rollouts.reduce((sum, { tokens }) => sum + tokens.length, 0)
  const under = yield* read(
    groups.flatMap(({ prompt, rollouts }) =>
      rollouts.map(({ tokens }) => ({
        tokens: Int32Array.from([...prompt, ...tokens]),
        promptLength: prompt.length,
      }))
    ),
    { temperature: setting.temperature, signals: [logprob] },
  )
  const votes = groups.map(({ rollouts }) => clusters(rollouts.map(({ text }) => text), looseAnswer))
  const repeated = yield* repetition().score(groups)
  const certain = (yield* trajectoryMean().score(groups)).map(({ total }) => advantage(total))
  const gaps = batch.flatMap(({ advantages }, g) => Array.from(advantages, (a, i) => (a - certain[g][i]) ** 2))
  const ofTokens = (columns: ReadonlyArray<Float32Array>) =>
    columns.reduce((sum, column) => column.reduce((sum, x) => sum + x, sum), 0) / tokens
  const columns: Metrics = {
    reward: mean(batch.flatMap(({ rewards }) => Array.from(rewards))),
    entropy: ofTokens(rollouts.map(({ signals }) => signals.entropy)),
    logprob: ofTokens(rollouts.map(({ signals }) => signals.logprob)),
    length: tokens / rollouts.length,
    cut: mean(rollouts.map(({ finish }) => Number(finish === "length"))),
    agreement: mean(votes.map((labels) => Math.max(0, ...sizes(labels)) / labels.length)),
    answers: mean(votes.map((labels) => new Set(labels.filter((label) => label >= 0)).size)),
    repetition: mean(repeated.flatMap(({ total }) => Array.from(total))),
    start: ofTokens(under.map(({ logprob }) => logprob)),
    apart: Math.sqrt(mean(gaps)),
  }
  return columns
})

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, x) => sum + x, 0) / values.length
