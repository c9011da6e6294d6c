import type { Curve, Panel } from "@rlif/trainer/plot"
import type { Figure } from "../figures/figure.ts"
import { type Results, summarize } from "../summary.ts"
import { type RecipeCell, runs } from "./cell.ts"
import { claims } from "./claims.ts"
import { kinds, recipesOf } from "./kind.ts"
import { guardText } from "./scored.ts"
import { table } from "./table.ts"

/** What recipes gain, keep and cost. */
export const recipesFigure: Figure = {
  name: "recipes",
  title: "Recipes",
  question:
    "What does each published recipe gain on a model of one kind, what of it is left at the end, and what does an update cost?",
  experiments: () => [],
  recipes: runs,
  draw: (results) => {
    const { worlds = [] } = results.scale.recipes ?? {}
    return {
      notes: [
        "A gain is accuracy on held-out problems, eight completions each at temperature 1, in the form asked for, minus the start's. At its " +
        "best is after the number of updates at which the other seeds are highest, so that no luck of the seed's own evaluations enters. " +
        "Kept is the share of the mean gain at the best, where all seeds have one.",
        `The guard, ${guardText}, is replayed over what the updates of a run showed: it keeps the weights before the update that it objects ` +
        "to, scored by the next evaluation. It reads no label.",
        "Work is passes of a token through the model: one to sample it, one where a teacher or the model at the start reads it, three to learn from it. " +
        "Seconds follow it loosely, and are not given: runs shared their cores.",
        "Recipes differ in their sizes as their papers do: those that make eight updates of eight problems see an eighth of the completions, or less. So " +
        "rows say what a recipe does as it is published, and not which reward is better at the same price.",
      ],
      pictures: worlds.map((world) => ({
        title: `Accuracy under all recipes: ${world} world`,
        panels: kinds.map((kind): Panel => ({
          title: `Paid by ${kind}`,
          x: "updates",
          y: "share that is right",
          unit: "percent",
          curves: recipesOf(kind).map((recipe) => curve(results, { recipe, world })),
        })),
      })),
      tables: worlds.map((world) => table(results, world)),
      claims: claims(results),
    }
  },
}

const curve = (results: Results, cell: Omit<RecipeCell, "seed">): Curve => {
  const found = (results.scale.recipes?.seeds ?? []).flatMap((seed) => results.recipe({ ...cell, seed }) ?? [])
  return {
    name: cell.recipe,
    points: (found[0]?.evaluations ?? []).map(({ step }, i) => ({
      x: step,
      y: summarize(found.map(({ evaluations }) => evaluations[i].metrics.accuracy)).mean,
    })),
  }
}
