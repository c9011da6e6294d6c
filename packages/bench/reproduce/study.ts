import { tableOf } from "../report/markdown.ts"
import type { ReportOptions } from "../report/report.ts"
import { described } from "./description.ts"
import type { Figure } from "./figures/figure.ts"
import { figures } from "./figures/figures.ts"
import { cells, watching } from "./guards/cell.ts"
import { introduction } from "./guards/introduction.ts"
import { guards } from "./guards/figure.ts"
import { sizes } from "./recipes/cell.ts"
import { recipesFigure } from "./recipes/figure.ts"
import { introduction as ofRecipes } from "./recipes/introduction.ts"
import { table } from "./recipes/table.ts"
import type { Job } from "./job.ts"
import { full, quick, type Scale, smoke } from "./scale.ts"
import type { Results } from "./summary.ts"
import { type Kept, resultName } from "./store.ts"

/** Figures that make one report of rows of their own. */
export interface Study {
  readonly figures: ReadonlyArray<Figure>
  readonly scales: Readonly<Record<"full" | "quick" | "smoke", Scale>>
  /** Pages that have some of it between marks, `<!-- NAME -->` and `<!-- /NAME -->`, of the figure's name. Default: none. */
  readonly pages?: {
    readonly files: ReadonlyArray<string>
    readonly text: (results: Results) => string
  }
  readonly describe: (scale: Scale, jobs: ReadonlyArray<Job>, found: ReadonlyMap<string, Kept>) => ReportOptions
}

/** The paper's experiments. */
export const paper: Study = { figures, scales: { full, quick, smoke }, describe: described }

/** Two updates of the cells that need no other models than those that ship. */
const few = { ...smoke, watching: { ...watching, seeds: [0], steps: 2, every: 1, problems: 4, labelled: 4 } }

/** When to stop: `npm run reproduce -- guards`. */
export const stops: Study = {
  figures: [guards],
  scales: {
    full: { ...full, name: "guards", seeds: watching.seeds, worlds: ["sound", "mixed", "wrong-mode"], watching },
    quick: few,
    smoke: few,
  },
  describe: (scale, jobs, found) => {
    const { environment } = described(scale, jobs, found)
    const { training, commits, machines, time } = environment
    const { seeds, steps, every, problems, labelled } = scale.watching ?? watching
    return {
      title: "When to stop",
      introduction,
      environment: {
        runs: `${jobs.filter((job) => found.has(resultName(job))).length} of ${cells.length * seeds.length}`,
        seeds: seeds.join(", "),
        training,
        evaluation:
          `${problems} problems, eight times each, every ${every} of ${steps} updates; ${labelled} others after each`,
        commits,
        machines,
        time,
        "to repeat": "npm run reproduce -- guards",
      },
    }
  },
}

/** One update of each recipe, or the few that make a batch, from the model that ships. */
const one = { ...smoke, recipes: { ...sizes, seeds: [0], steps: 1, votes: 4, completions: 3, every: 1, evaluated: 4 } }

/** What recipes gain, keep and cost: `npm run reproduce -- recipes`. */
export const tries: Study = {
  figures: [recipesFigure],
  scales: {
    full: { ...full, name: "recipes", seeds: sizes.seeds, worlds: sizes.worlds, recipes: sizes },
    quick: one,
    smoke: one,
  },
  pages: {
    files: ["docs/recipes.md", "docs/which_reward.md"],
    text: (results) => tableOf(table(results, "sound")),
  },
  describe: (scale, jobs, found) => {
    const { environment } = described(scale, jobs, found)
    const { commits, machines, time } = environment
    const { seeds, worlds, steps, votes, completions, every, evaluated } = scale.recipes ?? sizes
    const tried = jobs.filter(({ kind }) => kind === "recipe")
    return {
      title: "Recipes",
      introduction: ofRecipes,
      environment: {
        runs: `${tried.filter((job) => found.has(resultName(job))).length} of ${tried.length}`,
        seeds: `${seeds.join(", ")}, ${worlds.join(" and ")} world`,
        training:
          `the command's defaults and the recipe's settings; ${steps} updates at most, ${completions} completions of ${votes} that vote at most`,
        evaluation: `${evaluated} problems, eight times each, every ${every} updates`,
        commits,
        machines,
        time,
        "to repeat": "npm run reproduce -- recipes",
      },
    }
  },
}
