import { formulas } from "./_formulas.ts"
import type { Extractor } from "./verdict.ts"

/**
 * The last formula of a text, between dollar signs or in the brackets of TeX, or the last list of them, where no number
 * comes after it; of a computation what it comes to.
 *
 * @example
 * ```ts
 * import { lastFormula } from "@rlif/rewards/answer/last-formula"
 *
 * lastFormula("so we have $\\frac{3}{4}$ of it.") // "\\frac{3}{4}"
 * lastFormula("The zeros are $x = 1$ and $x = 2$.") // "x = 1, x = 2"
 * lastFormula("it weighs $6 \\cdot 7 = 42$ kg.") // "42"
 * lastFormula("with $x = 3$ she pays $5 or $6.") // undefined
 * ```
 */
export const lastFormula: Extractor = (text) => {
  const last = formulas(text).at(-1)
  if (last === undefined || /\d/.test(text.slice(last.end))) return undefined
  const sides = last.tex.split("=")
  return /[a-zA-Z]/.test(sides[0].replace(/\\[a-zA-Z]+/g, "")) ? last.tex : sides.at(-1)!.trim()
}
