import type { ObjectiveName } from "../objectives.ts"

/** The internal rewards of the paper. */
export const internal = [
  "self-certainty",
  "token-entropy",
  "trajectory-mean",
  "trajectory-sum",
] as const satisfies ReadonlyArray<ObjectiveName>

/** And the verifiable one beside them. */
export const curves: ReadonlyArray<ObjectiveName> = [...internal, "exact-answer"]

/** Rewards that know nothing, and one that knows what most completions say. */
export const controls: ReadonlyArray<ObjectiveName> = ["random", "constant", "shuffled", "majority-vote"]
