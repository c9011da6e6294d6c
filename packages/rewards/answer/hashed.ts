import type { Extractor } from "./verdict.ts"

/**
 * What follows the last `####` of a text, to the end of its line: how the solutions of GSM8K end.
 *
 * @example
 * ```ts
 * import { hashed } from "@rlif/rewards/answer/hashed"
 *
 * hashed("16 - 3 - 4 = 9\n#### 18") // "18"
 * ```
 */
export const hashed: Extractor = (text) => text.match(/####[^\n#]*/g)?.at(-1)?.slice(4).trim()
