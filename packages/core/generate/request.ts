import type { Signal, Signals } from "../signals/signal.ts"
import type { Seed } from "../random/seed.ts"
import type { Stop } from "./stop.ts"

/** A request to sample: `seeds[i]` has one seed, any integer, for each completion of `prompts[i]`. */
export interface SampleRequest<S extends string = string> {
  readonly prompts: ReadonlyArray<Int32Array>
  readonly seeds: ReadonlyArray<ReadonlyArray<Seed>>
  /** What is taken of each token beside its log-probability. */
  readonly signals: ReadonlyArray<Signal<S>>
  readonly maxTokens: number
  /** 0 is greedy. */
  readonly temperature: number
  /** The temperature of the signals. Default: the temperature of sampling, or 1 if sampling is greedy. */
  readonly signalTemperature?: number
  /** Choose among the k likeliest tokens only; signals are still of the whole distribution. */
  readonly topK?: number
  /** Choose among the fewest likeliest tokens whose probability reaches p; signals are still of the whole distribution. */
  readonly topP?: number
  /** Choose among tokens whose probability is at least this share of the likeliest one's; signals are still of the whole distribution. */
  readonly minP?: number
  /** Above 1, tokens that stand in the prompt or the completion already are less likely to be chosen; signals know nothing of it. */
  readonly repetitionPenalty?: number
  /** Tokens that end a completion. Default: the model's. */
  readonly endTokens?: ReadonlyArray<number>
  /** Texts that end a completion. Default: none. */
  readonly stop?: Stop | undefined
  /** The version of the weights to sample by, which is held; see `Policy.hold`. Default: the newest. */
  readonly version?: number
}

/** A sampled completion as token ids: the policy knows no text. */
export interface Completion<S extends string = string> {
  readonly tokens: Int32Array
  readonly finish: "stop" | "length"
  readonly signals: Signals<S | "logprob">
  /** One number a token, nats: its log-probability under the distribution that it was drawn from, where signals are of another. */
  readonly drawn?: Float32Array
  /** The version of the weights that sampled the completion: the number of updates before. */
  readonly version: number
}
