// One step of reinforcement learning from internal feedback, through the stages that users compose.
import type { Problem } from "@rlif/core/data"
import { sample } from "@rlif/core/sample/sample"
import { entropy } from "@rlif/core/signals"
import { score } from "@rlif/rewards/score"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { standardized } from "@rlif/trainer/advantage/standardized"
import { clipped } from "@rlif/trainer/loss/clipped"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { chain } from "@rlif/trainer/optimizer/chain"
import { clipByGlobalNorm } from "@rlif/trainer/optimizer/clip-by-global-norm"
import { constant } from "@rlif/trainer/optimizer/schedule"
import { advantage } from "@rlif/trainer/stage/advantage"
import { lookahead } from "@rlif/trainer/stage/lookahead"
import { update } from "@rlif/trainer/stage/update"
import { Effect, flow, Stream } from "effect"
import type { Preset } from "./preset.ts"

const reward = selfCertainty()

/** Options of the steps of a preset. */
export interface StepsOptions {
  /** Default: the library's. */
  readonly microBatchTokens?: number
  /** Runs where a step's completions have their advantages, and the update is next. */
  readonly sampled?: Effect.Effect<void>
}

/** Batches of problems -> steps: sample, score, advantage, update, strictly in turn. */
export const steps = (
  { completions, newTokens }: Preset,
  { sampled = Effect.void, ...learning }: StepsOptions = {},
) =>
<E, R>(batches: Stream.Stream<ReadonlyArray<Problem>, E, R>) =>
  lookahead(0)(
    flow(
      sample({ completions, signals: [...reward.needs, entropy], maxTokens: newTokens, seed: 7, endTokens: [] })<E, R>,
      score(reward),
      advantage(standardized()),
      Stream.tap(() => sampled),
    ),
    update({
      loss: clipped(),
      aggregate: tokenMean,
      optimizer: chain(clipByGlobalNorm(1), adamw()),
      schedule: constant(1e-4),
      ...learning,
    }),
  )(batches)

/** The completion tokens of a batch. */
export const tokensIn = (
  batch: ReadonlyArray<{
    readonly group: { readonly rollouts: ReadonlyArray<{ readonly tokens: Int32Array }> }
  }>,
): number => batch.reduce((sum, { group }) => group.rollouts.reduce((sum, { tokens }) => sum + tokens.length, sum), 0)
