import { ends, type Numbers, replay } from "@rlif/trainer/guard"
import type { Cell } from "./cell.ts"
import type { Rule } from "./rule.ts"
import type { Evaluated, Watch, Watched } from "./watch.ts"

/** Of the first labelled problems: right now and wrong at the start, and the other way about. */
const labels = ({ right, before }: Watched, count: number): Numbers => {
  const each = Array.from({ length: Math.min(count, right.length) }, (_, i) => Number(right[i]) - Number(before[i]))
  return { "labels/gained": each.filter((d) => d > 0).length, "labels/lost": each.filter((d) => d < 0).length }
}

/** How many updates the weights have had that a rule keeps: those before the update that it objects to; all if it never does. */
export const keptBy = ({ guard, labels: asked = 0 }: Rule, cell: Cell, { updates }: Watch): number => {
  const log = updates.map((update) => ({ ...update.columns, ...asked === 0 ? {} : labels(update, asked) }))
  const at = replay(guard(cell), log).decisions.findIndex(ends)
  return at < 0 ? updates.length : updates[at].step - 1
}

/** The evaluation that scores so many updates: the next one. */
export const scoredAt = ({ evaluations }: Pick<Watch, "evaluations">, updates: number): Evaluated =>
  evaluations.find(({ step }) => step >= updates) ?? evaluations[evaluations.length - 1]

/**
 * How far accuracy is above the start's at an evaluation, and the standard error of that difference: completions are sampled
 * apart, problems are the same, so differences are taken problem by problem.
 */
export const gainOf = ({ evaluations: [start] }: Pick<Watch, "evaluations">, { right }: Evaluated) => {
  const each = Array.from(right, (digit, i) => (Number(digit) - Number(start.right[i])) / completions)
  const gain = each.reduce((sum, d) => sum + d, 0) / each.length
  const square = each.reduce((sum, d) => sum + (d - gain) ** 2, 0) / Math.max(1, each.length - 1)
  return { gain, error: Math.sqrt(square / each.length) }
}

/** Completions a problem of an evaluation. */
const completions = 8

/** The evaluation of highest accuracy: what the best stop in hindsight would keep. */
export const bestOf = ({ evaluations }: Pick<Watch, "evaluations">): Evaluated =>
  evaluations.reduce((best, one) => one.metrics.accuracy > best.metrics.accuracy ? one : best)
