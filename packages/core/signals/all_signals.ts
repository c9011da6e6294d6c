import { entropy } from "./entropy.ts"
import { logprob } from "./logprob.ts"
import { selfCertainty } from "./self_certainty.ts"

/**
 * The three signals that the command writes where nothing else is asked for.
 *
 * @since 0.1.0
 */
export const allSignals = [logprob, entropy, selfCertainty] as const
