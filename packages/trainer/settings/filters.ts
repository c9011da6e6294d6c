// What is left of a distribution before a token is drawn from it, in the settings of every command that samples.
import { integer, number, share } from "./setting.ts"

/** Settings of filters. */
export const filterSettings = {
  topK: integer(0, "choose among the k likeliest tokens only; 0 is all"),
  topP: share(1, "choose among the likeliest tokens whose probability first reaches p", { mayBeNone: false }),
  minP: share(0, "choose among tokens at least this share as probable as the likeliest", { mayBeNone: true }),
  repetitionPenalty: number(1, "above 1: tokens of the prompt and of the completion so far are less likely", 0.01),
}

/** The values of filters. */
export interface Filters {
  readonly topK: number
  readonly topP: number
  readonly minP: number
  readonly repetitionPenalty: number
}

/** The filters that filter, as a request has them. */
export const filtersOf = ({ topK, topP, minP, repetitionPenalty }: Filters) => ({
  ...(topK > 0 ? { topK } : {}),
  ...(topP < 1 ? { topP } : {}),
  ...(minP > 0 ? { minP } : {}),
  ...(repetitionPenalty !== 1 ? { repetitionPenalty } : {}),
})

/** The temperatures of a run. */
interface Temperatures {
  readonly temperature: number
  /** 0 is that of sampling. */
  readonly signalTemperature: number
}

/** The temperature of signals and of the loss. */
export const signalTemperatureOf = ({ temperature, signalTemperature }: Temperatures): number =>
  signalTemperature || temperature

/** Whether tokens are drawn from another distribution than the one that signals and losses are of. */
export const isFiltered = (settings: Filters & Temperatures): boolean =>
  signalTemperatureOf(settings) !== settings.temperature || Object.keys(filtersOf(settings)).length > 0
