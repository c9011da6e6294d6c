// What is run of each recipe: its own settings, as `--recipe NAME` has them, and sizes that all of them share.
import { command } from "@rlif/trainer/defaults/defaults"
import { updatesOfBatch } from "@rlif/trainer/settings/batch.ts"
import { type Recipe, recipeNames, recipes } from "@rlif/trainer/settings/recipes.ts"
import { trainSettings } from "@rlif/trainer/settings/train_settings.ts"
import type { World } from "../experiment.ts"

/** A run of the study: a recipe, and the base model that it starts from. */
export interface RecipeCell {
  readonly recipe: (typeof recipeNames)[number]
  readonly world: World
  readonly seed: number
}

/** How much is run of each. */
export interface Sizes {
  readonly seeds: ReadonlyArray<number>
  readonly worlds: ReadonlyArray<World>
  /** Updates at most: as many whole batches as there are in so many. */
  readonly steps: number
  /** Completions of a problem that vote and that train, at most, where a recipe says more. */
  readonly votes: number
  readonly completions: number
  /** Updates between evaluations, and held-out problems of each, which are answered eight times. */
  readonly every: number
  readonly evaluated: number
}

/** Seeds that nothing was run with before the protocol was written. */
export const sizes: Sizes = {
  seeds: [501, 502, 503, 504, 505],
  worlds: ["sound"],
  steps: 96,
  votes: 16,
  completions: 8,
  every: 4,
  evaluated: 100,
}

/** The rate of a loss where it is not the command's: chosen on other seeds, of those that were tried the one that ends highest. */
const rates: Readonly<Record<string, number>> = { nll: 3e-5 }

/** The settings of a run as a file of `rlif train` has them, but for its model and its data. */
export const settingsOf = (
  { recipe, seed }: Pick<RecipeCell, "recipe" | "seed">,
  sizes: Omit<Sizes, "seeds" | "worlds">,
) => {
  const given: Recipe["settings"] = recipes[recipe].settings
  const number = (name: "votes" | "completions" | "minibatches" | "epochs" | "problems"): number =>
    Number(given[name] ?? trainSettings[name].fallback)
  const updates = updatesOfBatch({ minibatches: number("minibatches"), epochs: number("epochs") })
  return {
    ...given,
    ...(number("votes") > 0 ? { votes: Math.min(number("votes"), sizes.votes) } : {}),
    completions: Math.min(number("completions"), sizes.completions),
    // A batch has as many prompts, in however many wordings a problem is asked.
    problems: number("problems") / (given.paraphraseColumn === undefined ? 1 : 2),
    steps: updates * Math.max(1, Math.floor(sizes.steps / updates)),
    learningRate: rates[String(given.loss)] ?? command.learningRate,
    seed,
    saveEvery: 0,
    evalProblems: 0,
  }
}

/** All runs. */
export const runs = ({ seeds, worlds }: Pick<Sizes, "seeds" | "worlds">): ReadonlyArray<RecipeCell> =>
  seeds.flatMap((seed) => worlds.flatMap((world) => recipeNames.map((recipe) => ({ recipe, world, seed }))))
