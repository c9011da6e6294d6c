import type { Signal, Signals } from "../signals/signal.ts"
import type { Seed } from "../random/seed.ts"
import type { Stop } from "./stop.ts"

/** What to sample: `seeds[i]` has one seed, any integer, for each completion of `prompts[i]`. */
export interface SampleRequest<S extends string = string> {
  readonly prompts: ReadonlyArray<Int32Array>
  readonly seeds: ReadonlyArray<ReadonlyArray<Seed>>
  /** What is taken of each token beside its log-probability. */
  readonly signals: ReadonlyArray<Signal<S>>
  readonly maxTokens: number
  /** 0 is greedy. */
  readonly temperature: number
  /** The temperature of the signals: that of sampling by default, 1 where sampling is greedy. */
  readonly signalTemperature?: number
  /** Choose among the k likeliest only; the signals still see every token. */
  readonly topK?: number
  /** Choose among the likeliest whose probability first reaches p; the signals still see every token. */
  readonly topP?: number
  /** Tokens that end a completion; the model's own by default. */
  readonly endTokens?: ReadonlyArray<number>
  /** Texts that end it, too. Default: none. */
  readonly stop?: Stop | undefined
}

/** A sampled completion as token ids: no text behind the policy. */
export interface Completion<S extends string = string> {
  readonly tokens: Int32Array
  readonly finish: "stop" | "length"
  readonly signals: Signals<S | "logprob">
  /** How many updates the weights that sampled it had seen. */
  readonly version: number
}
