import { recipeNames } from "@rlif/trainer/settings/recipes.ts"
import type { Table } from "../../report/drawing.ts"
import { show } from "../claim.ts"
import type { World } from "../experiment.ts"
import { type Results, summarize, type Summary } from "../summary.ts"
import { type Scored, scored } from "./scored.ts"

const headers = [
  "recipe",
  "start",
  "gain at its best",
  "after updates",
  "gain at the end",
  "kept at the end",
  "updates with the guard",
  "gain with the guard",
  "kept with the guard",
  "completions an update",
  "work, GRPO's is 1",
]

/** What each recipe gained, kept and cost in a world; one that was not run has no number. */
export const table = (results: Results, world: World): Table => {
  const { seeds = [] } = results.scale.recipes ?? {}
  const runs = (recipe: (typeof recipeNames)[number]) => scored(results, { recipe, world, seeds })
  const unit = mean(runs("grpo"), ({ passes }) => passes)
  return {
    title: `What recipes gain, keep and cost: ${world} world, ${seeds.length} seeds`,
    headers,
    rows: recipeNames.map((name) => {
      const found = runs(name)
      if (found.length === 0) return [name, ...headers.slice(1).map(() => "not run")]
      const of = (measure: (run: Scored) => number) => summarize(found.map(measure))
      const [best, end, guarded] = [of(({ best }) => best), of(({ end }) => end), of(({ guarded }) => guarded)]
      return [
        name,
        mean(found, ({ start }) => start).toFixed(3),
        said(best),
        mean(found, ({ bestAt }) => bestAt).toFixed(0),
        said(end),
        kept(end, best),
        mean(found, ({ keptAt }) => keptAt).toFixed(0),
        said(guarded),
        kept(guarded, best),
        mean(found, ({ completions }) => completions).toFixed(0),
        (mean(found, ({ passes }) => passes) / unit).toFixed(2),
      ]
    }),
  }
}

const mean = (runs: ReadonlyArray<Scored>, of: (run: Scored) => number): number =>
  runs.reduce((sum, run) => sum + of(run), 0) / runs.length

/** A gain with its interval, and whether all seeds are on one side: five are by chance once in 16 times. */
const said = (gain: Summary): string => {
  const side = gain.seeds < 5 ? "" : gain.least > 0 ? ", all above" : gain.most < 0 ? ", all below" : ", some of each"
  return `${show(gain)}${side}`
}

/** The share of the best's gain that is kept, where there is one to keep in all seeds. */
const kept = (gain: Summary, best: Summary): string =>
  best.least > 0 ? `${Math.round(100 * gain.mean / best.mean)}%`.replace("-", "−") : "nothing to keep"
