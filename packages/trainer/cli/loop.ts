// The loop of a run by its settings: what learns, what is rewarded, and the stages from problems to steps. Whoever runs a recipe
// runs this.
import * as Policy from "@rlif/core/policy"
import type { Training } from "@rlif/core/learn/training"
import type { RollOutOptions } from "@rlif/core/sample/roll-out"
import type { Signal } from "@rlif/core/signals"
import type { Problem } from "@rlif/core/data"
import type { Reward } from "@rlif/rewards/reward"
import * as Effect from "effect/Effect"
import { flow } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { following } from "../learn/following.ts"
import { batchMetrics } from "../run/metrics.ts"
import { updatesOfBatch } from "../settings/batch.ts"
import { signalTemperatureOf } from "../settings/filters.ts"
import { learningOf } from "../settings/learning.ts"
import * as names from "../settings/names.ts"
import { followingOf, teacherOf } from "../settings/teacher.ts"
import type { TrainSettings } from "../settings/train_settings.ts"
import { lookahead } from "../stage/lookahead.ts"
import { minibatches } from "../stage/minibatches.ts"
import type { Step } from "../stage/step.ts"
import { prepare, updateBy } from "../stage/update.ts"
import { sampled } from "./_sampled.ts"
import { runRewardFrom } from "./inputs/scoring.ts"

/** How problems are asked, and what ends a completion. */
export type Asking = Pick<RollOutOptions, "prompt" | "endTokens" | "stop">

/** What a run rewards; a teacher ends its completions as the run does. */
export const rewardOfRun = (settings: TrainSettings, { endTokens, stop }: Pick<Asking, "endTokens" | "stop"> = {}) =>
  runRewardFrom({
    ...settings,
    temperature: signalTemperatureOf(settings),
    completions: settings.votes || settings.completions,
    answers: names.answersOf(settings.answer),
    ...endTokens === undefined ? {} : { endTokens },
    stop,
  })

/** The teacher of a run, from a layer of the model that it starts from; where nobody asks one, the policy stands for it. */
export const layerTeacherOfRun = <E, R>(
  { teacher }: Pick<TrainSettings, "teacher">,
  start: Layer.Layer<Policy.Policy, E, R>,
): Layer.Layer<Policy.Teacher, E, R | Policy.Policy> =>
  teacherOf(teacher) === "none" ? Layer.effect(Policy.Teacher, Policy.Policy) : Policy.layerTeacher(start)

/** What learns in a run: the policy, and a teacher that follows it where there is one. */
export const learnerOfRun = Effect.fnUntraced(function* (settings: TrainSettings) {
  const learned = yield* prepare(learningOf(settings))
  const rate = followingOf(settings)
  return rate === undefined ? learned : yield* following(learned, rate)
})

/** Batches of problems -> steps: sample, score, advantage, update. */
export const loop = <E, R>(
  settings: TrainSettings,
  { reward, signals, learned, asked, step = 0, ...asking }: Asking & {
    readonly reward: Reward<string, E, R>
    readonly signals: ReadonlyArray<Signal>
    readonly learned: Training
    /** Cuts sampling short, and lets the update that runs come to its end. */
    readonly asked: Effect.Effect<string>
    /** Updates of the run before the first batch. Default 0. */
    readonly step?: number
  },
) => {
  const updates = updatesOfBatch(settings)
  const stages = lookahead.exact(settings.lookahead, { step, outputs: updates })(
    flow(sampled(settings, { reward, signals, step: step / updates, ...asking }), Stream.interruptWhen(asked)),
    flow(
      minibatches({ parts: settings.minibatches, epochs: settings.epochs }),
      updateBy(learned, {
        step,
        ...learningOf(settings),
        schedule: names.scheduleOf(settings.schedule, { ...settings, rate: settings.learningRate }),
        observe: batchMetrics,
      }),
    ),
  )
  return <E0, R0>(batches: Stream.Stream<ReadonlyArray<Problem>, E0, R0>) =>
    Stream.map(stages(batches), countedOnce(settings))
}

/** A batch that is learned from again has no new tokens. */
const countedOnce = ({ minibatches, epochs }: TrainSettings) => <S extends string>(update: Step<S>): Step<S> =>
  (update.step - 1) % (minibatches * epochs) < minibatches
    ? update
    : { ...update, metrics: { ...update.metrics, num_tokens: 0 } }
