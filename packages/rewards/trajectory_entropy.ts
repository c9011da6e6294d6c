import { logprob } from "@rlif/core/signals"
import { internal, type InternalOptions } from "./_internal.ts"
import type { Reward } from "./reward.ts"
import type { TemperatureMismatch } from "./reward_error.ts"

/**
 * The log-probability of the whole completion, in nats, whose expectation is the negative entropy of trajectories:
 *
 *     R = log pi(y) = sum_t log p_t(y_t) <= 0
 *
 * The default sum is EM-RL-sequence, the paper's trajectory-level entropy: only for the sum is E[R grad log pi] exactly
 * the gradient of -H(pi). The mean (log of the geometric mean probability) takes away the preference for short
 * completions. Fails with `TemperatureMismatch` on a group whose signals were taken at another temperature.
 * @since 0.1.0
 */
export const trajectoryEntropy = (
  { normaliser = "sum", temperature = 1 }: InternalOptions = {},
): Reward<"logprob", TemperatureMismatch, never, "completion"> =>
  internal({ name: "trajectory_entropy", ...loglikelihood }, { normaliser, temperature })

/**
 * `1/T sum_t log p_t(y_t)`: the trajectory-level reward as a mean over the completion's tokens, blind to its length.
 *
 * @example
 * ```ts
 * import { trajectoryMean } from "@rlif/rewards/trajectory-entropy"
 * trajectoryMean().name // "trajectory_mean"
 * ```
 *
 * @since 0.1.0
 */
export const trajectoryMean = (
  { temperature = 1 }: Omit<InternalOptions, "normaliser"> = {},
): Reward<"logprob", TemperatureMismatch, never, "completion"> =>
  internal({ name: "trajectory_mean", ...loglikelihood }, { normaliser: "mean", temperature })

/**
 * `sum_t log p_t(y_t) = log pi(y)`: EM-RL-sequence, the paper's trajectory-level entropy.
 * @since 0.1.0
 */
export const trajectorySum = (
  { temperature = 1 }: Omit<InternalOptions, "normaliser"> = {},
): Reward<"logprob", TemperatureMismatch, never, "completion"> =>
  internal({ name: "trajectory_sum", ...loglikelihood }, { normaliser: "sum", temperature })

const loglikelihood = { signal: logprob, sign: 1 } as const
