import { selfCertainty as signal } from "@rlif/core/signals"
import { internal, type InternalOptions } from "./_internal.ts"
import type { Reward } from "./reward.ts"
import type { TemperatureMismatch } from "./reward_error.ts"

/**
 * Self-certainty, the distance of the model's next-token distributions from uniform, in nats:
 *
 *     R = 1/T sum_t KL(U || p_t) = 1/T sum_t (-log V - 1/V sum_j log p_t(j)) >= 0
 *
 * The default mean over the completion's tokens is the definition of Kang et al. (arXiv 2502.18581) that Intuitor and
 * the paper train on. The sum grows without bound as confident tokens are appended. Fails with `TemperatureMismatch` on
 * a group whose signals were taken at another temperature.
 *
 * @example
 * ```ts
 * import { selfCertainty } from "@rlif/rewards/self-certainty"
 * selfCertainty().name // "self_certainty"
 * selfCertainty({ normaliser: 512 }) // sum over tokens / 512, whatever the length
 * ```
 *
 * @since 0.1.0
 */
export const selfCertainty = (
  { normaliser = "mean", temperature = 1 }: InternalOptions = {},
): Reward<"selfCertainty", TemperatureMismatch, never, "completion"> =>
  internal({ name: "self_certainty", signal, sign: 1 }, { normaliser, temperature })
