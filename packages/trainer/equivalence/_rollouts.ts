import type { Group, Rollout } from "@rlif/core/sample/group"
import { entropy, floats, selfCertainty } from "@rlif/rewards/formula"
import type { Distribution } from "./distributions.ts"

/** A completion's tokens, each with the distribution that it was drawn from. */
export type Path = ReadonlyArray<{ readonly p: Distribution; readonly token: number }>

/** A completion, and what its tokens were drawn from. */
export interface KnownRollout extends Rollout {
  readonly path: Path
}

/** A completion whose signals are those of the distributions, as the policy would have taken them. */
export const rollout = (path: Path, finish: "stop" | "length"): KnownRollout => ({
  path,
  tokens: Int32Array.from(path, ({ token }) => token),
  text: path.map(({ token }) => token).join(" "),
  finish,
  signals: {
    logprob: Float32Array.from(path, ({ p, token }) => Math.log(p[token])),
    entropy: Float32Array.from(path, ({ p }) => entropy(floats)(p)),
    selfCertainty: Float32Array.from(path, ({ p }) => selfCertainty(floats)(p)),
  },
})

/** Symbols are A, B, C, ... */
export const letter = (token: number): string => String.fromCharCode(65 + token)

/** The completions as a group at temperature 1. */
export const grouped = (rollouts: ReadonlyArray<Rollout>): Group => ({
  problem: { id: "0", problem: "", gold: "0" },
  prompt: Int32Array.of(0),
  rollouts,
  temperature: 1,
  version: 0,
})
