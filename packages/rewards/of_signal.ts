import { type Signal, snakeName } from "@rlif/core/signals"
import * as Effect from "effect/Effect"
import { normalised } from "./normaliser.ts"
import { perRollout, type Reward } from "./reward.ts"
import { TemperatureMismatch } from "./reward_error.ts"

/**
 * A reward of one signal: a number of what each token of a completion has, by default their mean. Fails with
 * `TemperatureMismatch` on a group whose signals were taken at another temperature.
 *
 * @example
 * ```ts
 * import { varentropy } from "@rlif/core/signals"
 * import { ofSignal } from "@rlif/rewards/of-signal"
 *
 * ofSignal(varentropy).name // "varentropy"
 * ofSignal(varentropy, { name: "worst_varentropy", of: (values) => Math.max(...values) })
 * ```
 *
 * @since 0.1.0
 */
export const ofSignal = <S extends string>(
  signal: Signal<S>,
  { name = snakeName(signal.name), of = mean, temperature = 1 }: {
    readonly name?: string
    readonly of?: (values: Float32Array) => number
    /** Of the distribution that is scored: the group must say that its signals were taken at it. */
    readonly temperature?: number
  } = {},
): Reward<S, TemperatureMismatch, never, "completion"> => {
  const reward = perRollout<S>(
    name,
    [signal],
    ({ signals }) => of((signals as Readonly<Record<S, Float32Array>>)[signal.name]),
  )
  const score: Reward<S, TemperatureMismatch>["score"] = (groups) => {
    const stray = groups.find((group) => group.temperature !== temperature)
    return stray === undefined ? reward.score(groups) : Effect.fail(
      new TemperatureMismatch({
        reward: name,
        problem: stray.problem.id,
        expected: temperature,
        actual: stray.temperature,
      }),
    )
  }
  return { ...reward, score }
}

const mean = (values: Float32Array) => normalised(values, "mean")
