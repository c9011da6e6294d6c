import type { Results } from "../summary.ts"
import { deciding } from "./group.ts"
import type { Rule } from "./rule.ts"
import { mean, scored } from "./scored.ts"

/**
 * The rule that is taken on the word of some seeds: of those that harm the fewest runs of the deciding cells, the one of the
 * largest mean gain there; the first of equals.
 */
export const chosen = (
  results: Pick<Results, "watch">,
  rules: ReadonlyArray<Rule>,
  seeds: ReadonlyArray<number>,
): Rule => {
  const judged = rules.map((rule) => {
    const runs = scored(results, deciding, { rule, seeds })
    return { rule, harmed: runs.filter(({ harmed }) => harmed).length, gain: mean(runs.map(({ gain }) => gain)) }
  })
  const fewest = Math.min(...judged.map(({ harmed }) => harmed))
  return judged.filter(({ harmed }) => harmed === fewest).reduce((best, one) => one.gain > best.gain ? one : best).rule
}

/** For each seed the rule that the others choose, so that no rule is judged by what it was chosen by. */
export const chosenByOthers = (
  results: Pick<Results, "watch">,
  rules: ReadonlyArray<Rule>,
  seeds: ReadonlyArray<number>,
): ReadonlyArray<{ readonly seed: number; readonly rule: Rule }> =>
  seeds.map((seed) => ({ seed, rule: chosen(results, rules, seeds.filter((other) => other !== seed)) }))
