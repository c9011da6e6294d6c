import type { Signal } from "@rlif/core/signals"
import { normalised, type Normaliser } from "./normaliser.ts"
import { ofSignal } from "./of_signal.ts"
import type { Reward } from "./reward.ts"
import type { TemperatureMismatch } from "./reward_error.ts"

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
  return ofSignal(signal, { name, temperature, of: (values) => sign * normalised(values, normaliser) })
}
