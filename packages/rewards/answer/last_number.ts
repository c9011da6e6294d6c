import type { Extractor } from "./verdict.ts"

/**
 * The last number or fraction of a text, without separators of thousands: a model that was told no form of answer usually
 * ends with one. A minus sign counts unless it subtracts.
 *
 * @example
 * ```ts
 * import { lastNumber } from "@rlif/rewards/answer/last-number"
 * lastNumber("6 * 7 = 42, so she pays $1,042.50.") // "1042.50"
 * lastNumber("so the odds are 3/4") // "3/4"
 * lastNumber("none") // undefined
 * ```
 *
 * @since 0.1.0
 */
export const lastNumber: Extractor = (text) =>
  text.match(/(?:(?<![\w)])[-−])?(?:\d+(?:,\d{3})*(?:\.\d+)?(?:\/\d+(?![\d/]|\.\d))?|(?<![\w.])\.\d+)/g)
    ?.at(-1)?.replaceAll(",", "").replace("−", "-")
