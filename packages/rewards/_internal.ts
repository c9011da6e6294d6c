import type { Signal } from "@rlif/core/signals"
import { Effect } from "effect"
import { normalised, type Normaliser } from "./normaliser.ts"
import { perRollout, type Reward } from "./reward.ts"
import { TemperatureMismatch } from "./reward_error.ts"

/** What every internal reward leaves open. */
export interface InternalOptions {
  readonly normaliser?: Normaliser
  /** Of the distribution that is scored: the group must say that its signals were taken at it. */
  readonly temperature?: number
}

/** sign * (normalised sum of one signal over the completion's tokens), for groups at the stated temperature only. */
export const internal = <S extends string>(
  spec: { readonly name: string; readonly signal: Signal<S>; readonly sign: 1 | -1 },
  { normaliser, temperature }: Required<InternalOptions>,
): Reward<S, TemperatureMismatch, never, "completion"> => {
  const { name, signal, sign } = spec
  const reward = perRollout<S>(
    name,
    [signal],
    ({ signals }) =>
      sign *
      normalised((signals as Readonly<Record<S, Float32Array>>)[signal.name], normaliser),
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
