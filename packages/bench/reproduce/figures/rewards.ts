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

/**
 * What is claimed of trajectory entropy is counted once, of the sum of log-probabilities: it is the sum whose gradient is
 * that of an entropy (E7). Their mean is another reward, shown beside it.
 */
export const repeated = (subject: ObjectiveName): boolean => subject === "trajectory-mean"
