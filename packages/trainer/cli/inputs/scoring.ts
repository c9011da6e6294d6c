// What is rewarded and which signals are taken, by the names and modules of the settings.
import type { Teacher } from "@rlif/core/policy"
import type { Signal } from "@rlif/core/signals"
import type { Tokenizer } from "@rlif/core/text"
import type { AnswerOptions } from "@rlif/rewards/answer/verdict"
import { scaled, weighted, withinGroup } from "@rlif/rewards/combine"
import type { Reward } from "@rlif/rewards/reward"
import type { DuplicateReward, TemperatureMismatch } from "@rlif/rewards/reward-error"
import * as Effect from "effect/Effect"
import { rewardOf, type RunRewardError, runRewardOf, type RunRewardOptions, signalOf } from "../../settings/names.ts"
import { isModule, namesOf, partsOf } from "../../settings/parts.ts"
import { type ModuleError, moduleReward, moduleSignals } from "./modules.ts"

/** How the rewards of names are made. */
export interface RewardChoice<E, R> {
  readonly reward: string
  readonly rewardScale: "raw" | "group"
  readonly normaliser: "paper" | "mean" | "sum"
  readonly temperature: number
  readonly seed: number
  readonly maxTokens?: number
  readonly overlongMargin?: number
  readonly answers: AnswerOptions<E, R>
}

/** How a reward may fail. */
export type ScoringError = TemperatureMismatch | DuplicateReward | ModuleError

/** The reward of names and modules: one alone as it is, several as `sum_k w_k R_k`. */
export const rewardFrom = <E, R>(choice: RewardChoice<E, R>) => summed(choice, (name) => rewardOf(name, choice))

/** The same of a run, whose rewards may ask its teacher and compare wordings. */
export const runRewardFrom = <E, R>(choice: RewardChoice<E, R> & RunRewardOptions<E, R>) =>
  summed<E | RunRewardError, R | Teacher | Tokenizer>(choice, (name) => runRewardOf(name, choice))

const summed = Effect.fnUntraced(function* <E, R>(
  choice: Omit<RewardChoice<never, never>, "answers">,
  named: (name: string) => Reward<string, TemperatureMismatch | E, R>,
) {
  type Any = Reward<string, ScoringError | E, R>
  const parts = yield* Effect.forEach(partsOf(choice.reward), ({ name, weight }) =>
    Effect.map(
      isModule(name) ? moduleReward(name, choice) : Effect.succeed(named(name)),
      (reward: Any): readonly [Any, number] => [
        choice.rewardScale === "group" ? withinGroup(reward) : reward,
        weight,
      ],
    ))
  const [[first, weight]] = parts
  const combined: Any = parts.length > 1 ? weighted(parts) : weight === 1 ? first : scaled(first, weight)
  return combined
})

/** The signals of names and modules, in that order. */
export const signalsFrom = (text: string) =>
  Effect.map(
    Effect.forEach(namesOf(text), (name) => {
      const signal = signalOf(name)
      return signal === undefined ? moduleSignals(name) : Effect.succeed<ReadonlyArray<Signal>>([signal])
    }),
    (found) => found.flat(),
  )

/** What a run folder is called by its reward: `self-certainty+my_reward`. */
export const rewardLabel = (text: string): string =>
  partsOf(text).map(({ name }) => isModule(name) ? name.replace(/^.*[\\/]|\.[cm]?[jt]s$/g, "") : name).join("+")
