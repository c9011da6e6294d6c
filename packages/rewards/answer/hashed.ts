import type { Extractor } from "./verdict.ts"

/**
 * What follows the last `####` of a text, to the end of its line: how the solutions of GSM8K end. A heading is no answer.
 *
 * @example
 * ```ts
 * import { hashed } from "@rlif/rewards/answer/hashed.ts"
 *
 * hashed("16 - 3 - 4 = 9\n#### 18") // "18"
 * ```
 */
export const hashed: Extractor = (text) =>
  text.match(/####[^\n#]*/g)?.map((line) => line.slice(4).trim()).findLast((line) => line !== "" && !heading.test(line))

// "1. Add", "Step 2", "Check:", "Final answer".
const heading =
  /^[*_]*(?:\d{1,3}[.)]\s|[a-z]{2,30}:|step\s+\d|(?:final\s+)?(?:answer|solution|explanation|conclusion|summary)\b)/i
