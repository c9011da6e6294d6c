// The first half of a run's loop: problems -> completions with their rewards and advantages.
import type { Signal } from "@rlif/core/signals"
import type { Problem } from "@rlif/core/data"
import type { RollOutOptions } from "@rlif/core/sample/roll-out"
import { sample } from "@rlif/core/sample/sample"
import { answered } from "@rlif/rewards/answered"
import { exactAnswer } from "@rlif/rewards/exact-answer"
import type { Reward } from "@rlif/rewards/reward"
import { score } from "@rlif/rewards/score"
import { identity } from "effect/Function"
import * as Stream from "effect/Stream"
import { filtersOf } from "../settings/filters.ts"
import { signalTemperatureOf } from "../settings/learning.ts"
import * as names from "../settings/names.ts"
import type { TrainSettings } from "../settings/train_settings.ts"
import { advantage } from "../stage/advantage.ts"
import { downsampled } from "../stage/downsampled.ts"
import { dynamicSampling } from "../stage/dynamic_sampling.ts"
import { whitened } from "../stage/whitened.ts"
import { withoutCut } from "../stage/without_cut.ts"

/** Batches of problems -> groups to learn from, after so many batches; with replacements a batch holds those, too. */
export const sampled = <E, R>(
  settings: TrainSettings,
  { reward, signals, step, ...asking }: Pick<RollOutOptions, "prompt" | "endTokens" | "stop"> & {
    readonly reward: Reward<string, E, R>
    readonly signals: ReadonlyArray<Signal>
    readonly step: number
  },
) => {
  const { temperature, maxTokens, seed, votes, completions, problems, replacements, eps } = settings
  const answers = names.answersOf(settings.answer)
  const drawn = votes || completions
  const one = (step: number) => <E1, R1>(batches: Stream.Stream<ReadonlyArray<Problem>, E1, R1>) =>
    batches.pipe(
      sample<string>({
        completions: drawn,
        signals,
        maxTokens,
        temperature,
        signalTemperature: signalTemperatureOf(settings),
        ...filtersOf(settings),
        seed,
        step,
        ...asking,
      }),
      score(reward, { beside: [exactAnswer(answers), answered(answers)], step }),
      drawn > completions ? downsampled(completions) : identity,
      advantage(names.advantageOf(settings.advantage, eps), { step }),
    )
  return <E0, R0>(batches: Stream.Stream<ReadonlyArray<Problem>, E0, R0>) => {
    const groups = replacements === 0
      ? one(step)(batches)
      : dynamicSampling(problems, (step) => one(step), { step })(batches)
    return groups.pipe(
      settings.whitened ? whitened({ eps }) : identity,
      settings.withoutCut ? withoutCut : identity,
    )
  }
}
