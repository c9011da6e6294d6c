import { lastBox } from "@rlif/core/text/last-box"
import type { Extractor } from "./verdict.ts"

/**
 * What the last `\boxed{...}` (or `\fbox{...}`) of a text holds, with any braces inside. A box that is not closed holds
 * nothing: the text was cut.
 *
 * @example
 * ```ts
 * import { boxed } from "@rlif/rewards/answer/boxed"
 *
 * boxed("\\boxed{1}, no: \\boxed{\\frac{1}{2}}") // "\\frac{1}{2}"
 * boxed("\\boxed{\\frac{1}{2}") // undefined
 * ```
 */
export const boxed: Extractor = lastBox
