import type { Problem } from "../data/problem.ts"
import type { Signals } from "../signals/signal.ts"

/** One sampled completion. `tokens` includes the end token where there is one; `signals` align with it. */
export interface Rollout<S extends string = string> {
  readonly tokens: Int32Array
  readonly text: string
  /** `stop`: an end token was sampled; `length`: the token limit cut it. */
  readonly finish: "stop" | "length"
  readonly signals: Signals<S>
}

/** The completions of one problem: what rewards score and advantages compare. The log-probability is always there. */
export interface Group<S extends string = string> {
  readonly problem: Problem
  readonly prompt: Int32Array
  readonly rollouts: ReadonlyArray<Rollout<S | "logprob">>
  /** The temperature that every signal of the group was taken at. */
  readonly temperature: number
  /** The version of the weights that sampled it: how many updates they had seen. */
  readonly version: number
}

/**
 * What a stage's span says of its batch: `rlif.problems`, `rlif.completions`, `rlif.tokens` (of all completions), and
 * `rlif.version`, the updates that the oldest completion's weights had seen.
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
