import { lastBox } from "../text/last_box.ts"

/**
 * The answer at the end of a worked solution: `x` if the last line is `#### x`, as in GSM8K, else the content of the last
 * `\boxed{x}`, as in MATH. Any other text is an answer as it is.
 *
 * @example
 * ```ts
 * import { goldOf } from "@rlif/core/data"
 *
 * goldOf("2 + 3 = 5\n#### 5") // "5"
 * goldOf("Hence $x = \\boxed{\\frac{1}{2}}$.") // "\\frac{1}{2}"
 * goldOf("no solution") // "no solution"
 * ```
 *
 * @since 0.1.0
 */
export const goldOf = (solution: string): string => hashed(solution) ?? lastBox(solution) ?? solution

/** The end of a worked solution of GSM8K. */
const hashed = (solution: string): string | undefined => {
  const last = solution.trimEnd().split("\n").at(-1)!
  return last.startsWith("####") && last.slice(4).trim() !== "" ? last.slice(4).trim() : undefined
}
