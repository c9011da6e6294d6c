import type { Problem } from "@rlif/core/data"
import type { Seed } from "@rlif/core/random/seed"
import { sample } from "@rlif/core/sample/sample"
import type { Reward } from "@rlif/rewards/reward"
import { score } from "@rlif/rewards/score"
import { flow } from "effect/Function"
import * as Stream from "effect/Stream"
import { standardized } from "./advantage/standardized.ts"
import { clipped } from "./loss/clipped.ts"
import { k3 } from "./loss/k3.ts"
import { plus } from "./loss/plus.ts"
import { times } from "./loss/times.ts"
import { tokenMean } from "./loss/token_mean.ts"
import { adamw } from "./optimizer/adamw.ts"
import { chain } from "./optimizer/chain.ts"
import { clipByGlobalNorm } from "./optimizer/clip_by_global_norm.ts"
import { cosine, warmUp } from "./optimizer/schedule.ts"
import { batchMetrics } from "./run/metrics.ts"
import { paper } from "./defaults/defaults.ts"
import { advantage } from "./stage/advantage.ts"
import { lookahead } from "./stage/lookahead.ts"
import { update } from "./stage/update.ts"

/**
 * The options of the default pipeline that vary most. For others compose a pipeline of your own, as this file does.
 * @since 0.1.0
 */
export interface PipelineOptions<S extends string, E, R> {
  readonly reward: Reward<S, E, R>
  /** Updates of the run. */
  readonly steps: number
  /** The seed of everything random. */
  readonly seed: Seed
  /** Problems per update. Default 128. */
  readonly problems?: number
  /** Completions per problem. Default 8. */
  readonly completions?: number
  /** The longest completion, in tokens. Default 3072. */
  readonly maxTokens?: number
  /** The peak of the learning rate. Default 3e-6. */
  readonly learningRate?: number
}

/**
 * The default pipeline, problems -> steps, with the paper's settings: GRPO on one reward, on-policy, temperature 1, the
 * clipped surrogate with a k3 penalty of 0.005, a cosine after 10% of warm-up.
 *
 * @example
 * ```ts
 * import { selfCertainty } from "@rlif/rewards/self-certainty"
 * import { pipeline } from "@rlif/trainer/pipeline"
 * import { every } from "@rlif/trainer/stage/every"
 * import { Console, Stream } from "effect"
 *
 * const problems = Stream.make({ id: "1", problem: "2 + 2 =", gold: "4" }).pipe(Stream.forever)
 * const steps = problems.pipe(
 *   pipeline({ reward: selfCertainty(), steps: 100, seed: 0 }),
 *   every(10, ({ step, metrics }) => Console.log(step, metrics.reward)),
 * )
 * // Run it with a Policy and a Tokenizer.
 * ```
 *
 * @since 0.1.0
 */
export const pipeline = <S extends string, E, R>(options: PipelineOptions<S, E, R>) => {
  const { reward, steps, seed, problems, completions, maxTokens, learningRate } = { ...paper, ...options }
  const { temperature, beta1, beta2, weightDecay: decay } = paper
  const rising = Math.round(steps * paper.rising)
  return <E0, R0>(source: Stream.Stream<Problem, E0, R0>) =>
    source.pipe(
      Stream.grouped(problems),
      lookahead(0)(
        flow(
          sample({ completions, signals: reward.needs, maxTokens, temperature, seed }),
          score(reward),
          advantage(standardized({ eps: paper.eps })),
        ),
        update({
          loss: plus(clipped({ low: paper.clipLow, high: paper.clipHigh }), times(paper.penaltyWeight, k3)),
          aggregate: tokenMean,
          optimizer: chain(clipByGlobalNorm(paper.clipNorm), adamw({ beta1, beta2, decay })),
          // The cosine ends one update after the last; a rate of 0 would waste the last update's completions.
          schedule: warmUp(rising, cosine(learningRate, { steps: steps - rising + 1 })),
          microBatchTokens: paper.microBatchTokens,
          observe: batchMetrics,
        }),
      ),
      Stream.take(steps),
    )
}
