import { lastBox } from "../text/last_box.ts"

/**
 * The gold answer in what a data set calls one. Of a worked solution it is what the solution ends in: `x` where its last line
 * is `#### x`, as in GSM8K, else what its last `\boxed{x}` holds, as in MATH; any other text is an answer as it is.
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
