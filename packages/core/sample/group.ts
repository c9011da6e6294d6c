import type { Problem } from "../data/problem.ts"
import type { Signals } from "../signals/signal.ts"

/**
 * One sampled completion. `tokens` includes the end token, if one was sampled; every signal has one number a token.
 * @since 0.1.0
 */
export interface Rollout<S extends string = string> {
  readonly tokens: Int32Array
  readonly text: string
  /** `stop`: an end token or a stop text ended the completion; `length`: the token limit cut it. */
  readonly finish: "stop" | "length"
  readonly signals: Signals<S>
  /**
   * One number a token, nats: its log-probability under the distribution that it was drawn from, where that is another than the one
   * of the signals: with top-k, top-p, min-p or a repetition penalty, greedily, or with signals at another temperature. No
   * loss of sampled completions is right without it; see `unfiltered`.
   */
  readonly drawn?: Float32Array
}

/**
 * The completions of one problem, which rewards score and advantages compare. The log-probability is always among the
 * signals.
 * @since 0.1.0
 */
export interface Group<S extends string = string> {
  readonly problem: Problem
  readonly prompt: Int32Array
  readonly rollouts: ReadonlyArray<Rollout<S | "logprob">>
  /** The temperature of every signal of the group. */
  readonly temperature: number
  /** The version of the weights that sampled the group: the number of updates before. */
  readonly version: number
}

/**
 * The attributes of a stage's span: the batch's counts `rlif.problems`, `rlif.completions` and `rlif.tokens` (of all
 * completions), and `rlif.version`, the number of updates before the oldest group.
 * @since 0.1.0
 */
export const groupAttributes = (groups: ReadonlyArray<Pick<Group<never>, "rollouts" | "version">>) => {
  const rollouts = groups.flatMap((group) => group.rollouts)
  return {
    "rlif.problems": groups.length,
    "rlif.completions": rollouts.length,
    "rlif.tokens": rollouts.reduce((sum, { tokens }) => sum + tokens.length, 0),
    ...(groups.length === 0 ? {} : { "rlif.version": Math.min(...groups.map(({ version }) => version)) }),
  }
}
