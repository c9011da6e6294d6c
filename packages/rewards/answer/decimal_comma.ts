import type { Compare } from "./verdict.ts"

/**
 * Compares answers, gold ones too, of a language that writes a decimal comma: 3,5 is three and a half, 1.234,5 has a point
 * between its thousands, and semicolons part the items of a list.
 *
 * @example
 * ```ts
 * import { decimalComma } from "@rlif/rewards/answer/decimal-comma"
 * import { literally } from "@rlif/rewards/answer/verdict"
 * import { Effect } from "effect"
 *
 * Effect.runSync(decimalComma(literally)("3.5", "3,5")) // "correct"
 * Effect.runSync(decimalComma(literally)("1.234,5", "1234,5")) // "correct"
 * ```
 *
 * @since 0.1.0
 */
export const decimalComma = <E, R>(compare: Compare<E, R>): Compare<E, R> => (gold, given) =>
  compare(withPoint(gold), withPoint(given))

/** A number with its sign of decimals, and thousands in threes, which never begin with 0. */
const number = /(?<![\d.,])(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:(?:,|\{,\})\d+)?(?!\d|[.,]\d)/g

const withPoint = (text: string): string =>
  text.replace(number, (found) => {
    const [whole, decimals] = found.split(/\{?,\}?/)
    return whole.replaceAll(".", "") + (decimals === undefined ? "" : `.${decimals}`)
  })
