import type * as Policy from "@rlif/core/policy"
import { looseAnswer } from "@rlif/core/data/arithmetic"
import { logprob } from "@rlif/core/signals"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { batchColumns, columnNames } from "@rlif/trainer/run/batch-columns"
import type { Weighted } from "@rlif/trainer/stage/advantage"
import type { Metrics } from "@rlif/trainer/stage/step"
import { type Context, Effect } from "effect"
import { setting } from "../experiment.ts"

/** Those of an update's own metrics that no label went into. */
const own = ["reward", "entropy", "logprob", "completions/mean_length", "completions/clipped_ratio"] as const

const asked = batchColumns(columnNames, {
  answers: { answer: looseAnswer },
  advantage: standardized({ eps: setting.eps }),
})

/**
 * What an update's batch shows without labels, of the weights before that update, under the names that a run's log has: some of
 * its metrics, all columns that guards may ask for, and `start/logprob`, the log-probability under the start model in nats a
 * token.
 */
export const columnsOf = Effect.fn("columnsOf")(function* (
  { batch, metrics }: { readonly batch: ReadonlyArray<Weighted>; readonly metrics: Metrics },
  read: Context.Service.Shape<typeof Policy.Policy>["read"],
) {
  const sequences = batch.flatMap(({ group: { prompt, rollouts } }) =>
    rollouts.map(({ tokens }) => ({
      tokens: Int32Array.from([...prompt, ...tokens]),
      promptLength: prompt.length,
    }))
  )
  const under = yield* read(sequences, { temperature: setting.temperature, signals: [logprob] })
  const columns: Metrics = {
    ...Object.fromEntries(own.map((name) => [name, metrics[name]])),
    ...yield* asked(batch),
    "start/logprob": mean(under.flatMap(({ logprob }) => Array.from(logprob))),
  }
  return columns
})

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, x) => sum + x, 0) / values.length
