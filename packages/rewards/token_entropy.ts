import { entropy } from "@rlif/core/signals"
import { internal, type InternalOptions } from "./_internal.ts"
import type { Reward } from "./reward.ts"
import type { TemperatureMismatch } from "./reward_error.ts"

/**
 * Negative token-level entropy, in nats:
 *
 *     R = -1/T sum_t H(p_t) = 1/T sum_t sum_j p_t(j) log p_t(j) <= 0
 *
 * The default mean over the completion's tokens is RENT's and the paper's; `sum` is EM-RL-token, whose expectation equals
 * that of the trajectory reward's sum. Fails with `TemperatureMismatch` on a group whose signals were taken at another
 * temperature.
 * @since 0.1.0
 */
export const tokenEntropy = (
  { normaliser = "mean", temperature = 1 }: InternalOptions = {},
): Reward<"entropy", TemperatureMismatch, never, "completion"> =>
  internal({ name: "token_entropy", signal: entropy, sign: -1 }, { normaliser, temperature })
