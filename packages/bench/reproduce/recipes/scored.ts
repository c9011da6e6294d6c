import { vocabulary } from "@rlif/core/data/arithmetic"
import { ends, replay } from "@rlif/trainer/guard"
import { guardOf } from "@rlif/trainer/settings/guards.ts"
import { gainOf, scoredAt } from "../guards/stopped.ts"
import type { Results } from "../summary.ts"
import type { RecipeCell } from "./cell.ts"
import { passes } from "./counted.ts"
import type { Tried } from "./tried.ts"

/** The guard that is replayed, in the command's words; it reads no label. An update may be of one problem, so it is smoothed. */
export const guardText = "entropy-budget:share=0.5,smooth=0.3"

const guard = guardOf(guardText, { vocabulary: vocabulary.length })!

/** A run in numbers: accuracy before it, gains over that, whether the last of them is harm, and what an update cost. */
export interface Scored {
  readonly seed: number
  readonly start: number
  /** After so many updates: where the other seeds are highest, so that no luck of this one's evaluations enters. */
  readonly bestAt: number
  readonly best: number
  readonly end: number
  /** Of the weights that the guard keeps, which have had so many updates. */
  readonly keptAt: number
  readonly guarded: number
  /** Below the start by more than two standard errors, at the end and where the guard stops. */
  readonly harmed: boolean
  readonly guardHarmed: boolean
  /** An update: completions, and passes of a token. */
  readonly completions: number
  readonly passes: number
}

/** How many updates the weights have had that the guard keeps: those before the update that it objects to. */
export const keptBy = ({ updates }: Pick<Tried, "updates">): number => {
  const at = replay(guard, updates.map(({ columns }) => columns)).decisions.findIndex(ends)
  return at < 0 ? updates.length : updates[at].step - 1
}

/** All runs of a recipe that are there. */
export const scored = (
  { recipe: found }: Pick<Results, "recipe">,
  { seeds, ...cell }: Omit<RecipeCell, "seed"> & { readonly seeds: ReadonlyArray<number> },
): ReadonlyArray<Scored> => {
  const runs = seeds.flatMap((seed) => {
    const run = found({ ...cell, seed })
    return run === undefined ? [] : [{ seed, run }]
  })
  return runs.map(({ seed, run }, i) => score(run, { seed, others: runs.toSpliced(i, 1).map(({ run }) => run) }))
}

const score = (
  run: Tried,
  { seed, others }: { readonly seed: number; readonly others: ReadonlyArray<Tried> },
): Scored => {
  const { evaluations, cost, updates } = run
  const best = evaluations[peakOf(others.length === 0 ? [run] : others)]
  const keptAt = keptBy(run)
  const [end, guarded] = [gainOf(run, evaluations[evaluations.length - 1]), gainOf(run, scoredAt(run, keptAt))]
  const harm = ({ gain, error }: typeof end) => gain < -2 * error
  return {
    seed,
    start: evaluations[0].metrics.accuracy,
    bestAt: best.step,
    best: gainOf(run, best).gain,
    end: end.gain,
    keptAt,
    guarded: guarded.gain,
    harmed: harm(end),
    guardHarmed: harm(guarded),
    completions: cost.completions / updates.length,
    passes: passes(cost) / updates.length,
  }
}

/** Which evaluation after the first is highest in the mean over runs. */
const peakOf = (runs: ReadonlyArray<Tried>): number => {
  const means = runs[0].evaluations.map((_, i) =>
    runs.reduce((sum, run) => sum + run.evaluations[i].metrics.accuracy, 0)
  )
  return means.indexOf(Math.max(...means.slice(1)), 1)
}
