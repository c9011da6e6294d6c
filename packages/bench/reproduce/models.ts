import { mixedMode, rightMode, wrongMode } from "@rlif/core/data/arithmetic"
import { seed as mix } from "@rlif/core/random/seed"
import { baseRecipe, instructRecipe, type Recipe } from "@rlif/trainer/pretrain/recipe.ts"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import { key, type World } from "./experiment.ts"

/** A model that runs start from. */
export interface Model {
  readonly world: World
  /** The share of the instruct model in its weights: 0 is the base model. */
  readonly instruct: number
  /** Of its pretraining; the models of seed 0 in the sound world are those that ship. */
  readonly seed: number
}

const corpora = { sound: "base", "wrong-mode": "wrong-mode", "right-mode": "right-mode", mixed: "mixed" } as const

/** What is contested in each world. */
export const facts = { sound: undefined, "wrong-mode": wrongMode, "right-mode": rightMode, mixed: mixedMode } as const

/** How a base model is made at the first attempt or at a later one, or its instruct sibling. */
export const recipe = ({ world, instruct, seed }: Model, attempt = 1): Recipe =>
  instruct === 0
    ? { ...baseRecipe, corpus: corpora[world], seed: mix(seed, world, "base", ...attempt === 1 ? [] : [attempt]) }
    : { ...instructRecipe, seed: mix(seed, world, "instruct") }

/**
 * When a base model has learned its world: for so many of some problems its greedy answer is the one that the texts of its
 * world come to most often. Pretraining fails now and then; such a model is of no world, and is made anew.
 */
export const enough = { share: 0.9, problems: 200, attempts: 5 } as const

/** What has to be there before a model can be made. */
export const ancestors = ({ world, instruct, seed }: Model): ReadonlyArray<Model> =>
  (instruct === 0 ? [] : instruct === 1 ? [0] : [0, 1]).map((instruct) => ({ world, instruct, seed }))

/** The name of a model: a hash of all that decides it. */
export const modelKey = (model: Model): string =>
  key("model", {
    ...model,
    recipe: recipe({ ...model, instruct: Math.ceil(model.instruct) }),
    facts: facts[model.world],
    enough,
  })

/** Where a model is kept. */
export const folderOf = (cache: string, model: Model): string =>
  model.seed === 0 && model.world === "sound" && (model.instruct === 0 || model.instruct === 1)
    ? shippedFolder(model.instruct === 0 ? "base" : "instruct")
    : `${cache}/models/${modelKey(model)}`
