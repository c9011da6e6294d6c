// The first half of a run's loop: problems -> completions with their rewards and advantages.
import type { Signal } from "@rlif/core/signals"
import type { Problem } from "@rlif/core/data"
import type { Group } from "@rlif/core/sample/group"
import type { RollOutOptions } from "@rlif/core/sample/roll-out"
import { sample } from "@rlif/core/sample/sample"
import { answered } from "@rlif/rewards/answered"
import { exactAnswer } from "@rlif/rewards/exact-answer"
import type { Reward } from "@rlif/rewards/reward"
import { score } from "@rlif/rewards/score"
import { identity } from "effect/Function"
import * as Stream from "effect/Stream"
import { filtersOf, signalTemperatureOf } from "../settings/filters.ts"
import * as names from "../settings/names.ts"
import type { TrainSettings } from "../settings/train_settings.ts"
import { advantage, type Weighted } from "../stage/advantage.ts"
import { downsampled } from "../stage/downsampled.ts"
import { dynamicSampling } from "../stage/dynamic_sampling.ts"
import { whitened } from "../stage/whitened.ts"
import { withoutCut } from "../stage/without_cut.ts"

/** Completions -> their rewards and advantages, batch by batch, after so many batches. */
export const weighed = <E, R>(settings: TrainSettings, reward: Reward<string, E, R>, step: number) => {
  const { votes, completions, eps } = settings
  const answers = names.answersOf(settings.answer)
  return <E0, R0>(batches: Stream.Stream<ReadonlyArray<Group>, E0, R0>) =>
    batches.pipe(
      score(reward, { beside: [exactAnswer(answers), answered(answers)], step }),
      votes > 0 ? downsampled(completions) : identity,
      advantage(names.advantageOf(settings.advantage, eps), { step }),
    )
}

/** What is done to a whole batch, once it is there. */
export const batched =
  ({ eps, ...settings }: TrainSettings) => <E, R>(batches: Stream.Stream<ReadonlyArray<Weighted<string>>, E, R>) =>
    batches.pipe(
      settings.whitened ? whitened({ eps }) : identity,
      settings.withoutCut ? withoutCut : identity,
    )

/** Batches of problems -> groups to learn from, after so many batches; with replacements a batch holds those, too. */
export const sampled = <E, R>(
  settings: TrainSettings,
  { reward, signals, step, ...asking }: Pick<RollOutOptions, "prompt" | "endTokens" | "stop"> & {
    readonly reward: Reward<string, E, R>
    readonly signals: ReadonlyArray<Signal>
    readonly step: number
  },
) => {
  const { temperature, maxTokens, seed, votes, completions, problems, replacements } = settings
  const drawing = {
    completions: votes || completions,
    signals,
    maxTokens,
    temperature,
    signalTemperature: signalTemperatureOf(settings),
    ...filtersOf(settings),
    seed,
    ...asking,
  }
  const one = (step: number) => <E0, R0>(batches: Stream.Stream<ReadonlyArray<Problem>, E0, R0>) =>
    batches.pipe(sample<string>({ ...drawing, step }), weighed(settings, reward, step))
  return <E0, R0>(batches: Stream.Stream<ReadonlyArray<Problem>, E0, R0>) =>
    batched(settings)(
      replacements === 0 ? one(step)(batches) : dynamicSampling(problems, (step) => one(step), { step })(batches),
    )
}
