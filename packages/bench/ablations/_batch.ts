// What updates learn from, flat and shared as the library has it, or laid out as a padded grid of repeated prompts.
import type * as Policy from "@rlif/core/policy"
import type { TrainingBatch, TrainingGroup, TrainingRow } from "@rlif/core/learn/learner"
import type { Completion } from "@rlif/core/generate/request.ts"
import type { SampleRequest } from "@rlif/core/generate/request.ts"
import { compileLearner } from "@rlif/trainer/learn/compile-learner"
import { clipped } from "@rlif/trainer/loss/clipped"
import { fixedLength } from "@rlif/trainer/loss/fixed-length"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { chain } from "@rlif/trainer/optimizer/chain"
import { clipByGlobalNorm } from "@rlif/trainer/optimizer/clip-by-global-norm"
import { Effect } from "effect"
import { longest } from "./_model.ts"
import type { Size, Work } from "./ablation.ts"

/**
 * The learner of the main job, but for its aggregation: the denominator is a constant, which padding does not change.
 */
export const learnerOf = ({ config, learn }: Policy.Policy["Service"], { maxTokens }: Size) =>
  learn(compileLearner({
    config,
    loss: clipped(),
    aggregate: fixedLength(maxTokens),
    optimizer: chain(clipByGlobalNorm(1), adamw()),
  })).pipe(Effect.orDie)

/** Groups to learn from. The learning rate is 0: weights stay, and every repetition learns the same. */
export const batchOf = (groups: ReadonlyArray<TrainingGroup>): TrainingBatch => ({ groups, learningRate: 0 })

/** Sampled groups with alternating advantages, where no reward is wanted. */
export const alternating = (
  { prompts }: SampleRequest,
  completions: ReadonlyArray<ReadonlyArray<Completion<"logprob">>>,
): ReadonlyArray<TrainingGroup> =>
  completions.map((group, i) => ({
    prompt: prompts[i],
    rows: group.map(({ tokens, signals }, j) => ({
      tokens,
      columns: { old: signals.logprob, advantage: new Float32Array(tokens.length).fill(j % 2 === 0 ? 1 : -0.5) },
    })),
  }))

/** Every completion in a group of its own. */
export const separate = (groups: ReadonlyArray<TrainingGroup>): ReadonlyArray<TrainingGroup> =>
  groups.flatMap(({ prompt, rows }) => rows.map((row) => ({ prompt, rows: [row] })))

/** Every completion as long as the longest: what was added has no advantage, hence no loss and no gradient. */
export const padded = (groups: ReadonlyArray<TrainingGroup>): ReadonlyArray<TrainingGroup> => {
  const length = longest(groups.flatMap(({ rows }) => rows))
  return groups.map(({ prompt, rows }) => ({ prompt, rows: rows.map((row) => pad(row, length)) }))
}

const pad = ({ tokens, columns }: TrainingRow, length: number): TrainingRow => {
  const longer = new Int32Array(length)
  longer.set(tokens)
  const wide = Object.entries(columns).map(([name, column]) => {
    const wider = new Float32Array(length)
    wider.set(column)
    return [name, wider] as const
  })
  return { tokens: longer, columns: Object.fromEntries(wide) }
}

/** An update as work: its loss and the norm of its gradient, over the tokens that were there before any padding. */
export const learned = (metrics: Readonly<Record<string, number>>, count: number): Work => ({
  count,
  result: [metrics.loss, metrics.grad_norm],
})

/** Completion tokens in all. */
export const countTokens = (groups: ReadonlyArray<TrainingGroup>): number =>
  groups.reduce((sum, { rows }) => rows.reduce((sum, { tokens }) => sum + tokens.length, sum), 0)
