import type { Curve } from "@rlif/trainer/plot"
import { type Results, summarize } from "../summary.ts"
import type { Group } from "./group.ts"
import type { Rule } from "./rule.ts"
import { mean } from "./scored.ts"
import { gainOf, keptBy, scoredAt } from "./stopped.ts"

/** A rule for each seed, by a name. */
export interface Course {
  readonly name: string
  readonly rules: ReadonlyArray<{ readonly seed: number; readonly rule: Rule }>
}

/**
 * How far the runs of a group are above their starts after so many updates, where each keeps what its rule keeps: after a stop that
 * is the gain of the stop. The mean of a seed's runs, and of seeds, with its interval.
 */
export const course = ({ watch }: Pick<Results, "watch">, { cells }: Group, { name, rules }: Course): Curve => {
  const seeds = rules.map(({ seed, rule }) =>
    cells.flatMap((template) => {
      const cell = { ...template, seed }
      const seen = watch(cell)
      return seen === undefined ? [] : [{ seen, kept: keptBy(rule, cell, seen) }]
    })
  ).filter((runs) => runs.length > 0)
  const steps = (seeds[0]?.[0].seen.evaluations ?? []).map(({ step }) => step)
  return {
    name,
    points: steps.map((step) => {
      const each = seeds.map((runs) =>
        mean(runs.map(({ seen, kept }) => gainOf(seen, scoredAt(seen, Math.min(step, kept))).gain))
      )
      const { mean: y, low, high } = summarize(each)
      return { x: step, y, ...each.length > 1 ? { interval: { low, high } } : {} }
    }),
  }
}
