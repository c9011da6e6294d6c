import { unrewardedNames } from "@rlif/trainer/settings/names.ts"
import { partsOf } from "@rlif/trainer/settings/parts.ts"
import { type Recipe, recipeNames, recipes } from "@rlif/trainer/settings/recipes.ts"
import { trainSettings } from "@rlif/trainer/settings/train_settings.ts"
import type { RecipeCell } from "./cell.ts"

/** What a recipe learns from: labels, answers that agree, its own certainty, or what it wrote, whatever that was worth. */
export const kinds = ["labels", "agreement", "certainty", "texts"] as const

/** The kind of a recipe, by its settings. */
export const kindOf = (
  { reward = trainSettings.reward.fallback, loss = "" }: Recipe["settings"],
): (typeof kinds)[number] => {
  if (unrewardedNames.includes(String(loss))) return "texts"
  const names = partsOf(String(reward)).map(({ name }) => name)
  if (names.includes("exact-answer")) return "labels"
  return names.some((name) => name.endsWith("-vote") || name === "cluster-frequency") ? "agreement" : "certainty"
}

/** Recipes of some kinds. */
export const recipesOf = (...some: ReadonlyArray<(typeof kinds)[number]>): ReadonlyArray<RecipeCell["recipe"]> =>
  recipeNames.filter((name) => some.includes(kindOf(recipes[name].settings)))
