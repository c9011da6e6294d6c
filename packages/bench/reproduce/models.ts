import { mix as mixed } from "@rlif/core/checkpoint/mix"
import { rightMode, wrongMode } from "@rlif/core/data/arithmetic/document"
import { seed as mix } from "@rlif/core/random/seed"
import { Policy } from "@rlif/core/sample/policy"
import { policyFolder, policyParameters } from "@rlif/core/sample/policy-layer"
import { fresh } from "@rlif/trainer/pretrain/fresh"
import { baseRecipe, documents, instructRecipe, learn, type Recipe } from "@rlif/trainer/pretrain/recipe"
import { shippedFolder } from "@rlif/trainer/pretrain/shipped"
import { Effect, FileSystem, Path, Stream } from "effect"
import { key, type World } from "./experiment.ts"

/** A model that runs start from. */
export interface Model {
  readonly world: World
  /** The share of the instruct model in its weights: 0 is the base model. */
  readonly instruct: number
  /** Of its pretraining; the models of seed 0 in the sound world are those that ship. */
  readonly seed: number
}

const corpora = { sound: "base", "wrong-mode": "wrong-mode", "right-mode": "right-mode" } as const

const facts = { sound: undefined, "wrong-mode": wrongMode, "right-mode": rightMode } as const

/** How a base model, or its instruct sibling, is made. */
const recipe = ({ world, instruct, seed }: Model): Recipe =>
  instruct === 0
    ? { ...baseRecipe, corpus: corpora[world], seed: mix(seed, world, "base") }
    : { ...instructRecipe, seed: mix(seed, world, "instruct") }

/** What has to be there before a model can be made. */
export const ancestors = ({ world, instruct, seed }: Model): ReadonlyArray<Model> =>
  (instruct === 0 ? [] : instruct === 1 ? [0] : [0, 1]).map((instruct) => ({ world, instruct, seed }))

/** The name of a model: a hash of all that decides it. */
export const modelKey = (model: Model): string =>
  key("model", {
    ...model,
    recipe: recipe({ ...model, instruct: Math.ceil(model.instruct) }),
    facts: facts[model.world],
  })

/** Where a model is kept. */
export const folderOf = (cache: string, model: Model): string =>
  model.seed === 0 && model.world === "sound" && (model.instruct === 0 || model.instruct === 1)
    ? shippedFolder(model.instruct === 0 ? "base" : "instruct")
    : `${cache}/models/${modelKey(model)}`

/** Makes a model, unless it is there: it is pretrained, or mixed of two that were. Its ancestors have to be there. */
export const makeModel = Effect.fn("makeModel")(function* (cache: string, model: Model) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const folder = folderOf(cache, model)
  if (yield* fs.exists(folder)) return folder
  yield* fs.makeDirectory(path.dirname(folder), { recursive: true })
  const [base, instruct] = ancestors(model).map((ancestor) => folderOf(cache, ancestor))
  if (instruct !== undefined) {
    yield* mixed({ base, instruct }, [{ ratio: model.instruct, folder }])
    return folder
  }
  const made = recipe(model)
  const start = base === undefined ? policyParameters(fresh(made.seed)) : policyFolder(base)
  yield* Effect.gen(function* () {
    yield* documents(made).pipe(learn(made), Stream.take(made.steps), Stream.runDrain)
    const policy = yield* Policy
    const partial = yield* fs.makeTempDirectoryScoped({ directory: path.dirname(folder) })
    yield* policy.save(`${partial}/model`)
    yield* fs.rename(`${partial}/model`, folder)
  }).pipe(Effect.provide(start), Effect.scoped)
  return folder
})
