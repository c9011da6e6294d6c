import { neg } from "@rlif/core/graph/ops"
import type { Signal } from "@rlif/core/signals"
import type { Loss } from "./loss.ts"

/**
 * A signal as the loss itself, its gradient through the distribution at the tokens that were sampled: minimizes it.
 *
 * @example
 * ```ts
 * import { entropy } from "@rlif/core/signals"
 * import { minimized } from "@rlif/trainer/loss/direct"
 *
 * minimized(entropy).needs // []: it reads nothing but what the model says now
 * ```
 *
 * @since 0.1.0
 */
export const minimized = (signal: Signal): Loss => ({ needs: [], of: (batch) => batch.signal(signal) })

/**
 * A loss that maximizes the signal: `minimized(signal)`, negated.
 *
 * @since 0.1.0
 */
export const maximized = (signal: Signal): Loss => ({ needs: [], of: (batch) => neg(batch.signal(signal)) })
