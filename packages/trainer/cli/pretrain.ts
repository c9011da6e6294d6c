// `rlif pretrain`: a model from scratch, or an older one further, on generated arithmetic.
import * as Policy from "@rlif/core/policy"
import type { ModelConfig } from "@rlif/core/model/architecture"
import type { RunShape } from "@rlif/core/memory"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Stream from "effect/Stream"
import { fresh } from "../pretrain/fresh.ts"
import { supervised } from "../pretrain/pretrain.ts"
import { baseRecipe, corpusNames, documents, learn, optimizerOf, type Recipe } from "../pretrain/recipe.ts"
import { command, showSettings } from "./_command.ts"
import { live } from "./outputs/live.ts"
import { wholeModel } from "./inputs/located.ts"
import { memoryLimit } from "../settings/memory_limit.ts"
import { memoryFor, wholeShapeOf } from "./outputs/memory.ts"
import { computing } from "../settings/computing.ts"
import { checkNew } from "./outputs/run_path.ts"
import { choice, fraction, integer, number, type Of, required, text, toggle } from "../settings/setting.ts"

/** All that `rlif pretrain` can be told: the recipe of the base model is the default. */
export const pretrainSettings = {
  out: required("model folder to write, which must be new"),
  from: text("", "model to train further; none: a new one"),
  corpus: choice(
    corpusNames,
    baseRecipe.corpus,
    "what the model reads: slips and rambling, clean solutions, or contested facts",
  ),
  steps: integer(baseRecipe.steps, "updates", 1),
  documents: integer(baseRecipe.documents, "documents per update", 1),
  learningRate: number(baseRecipe.learningRate, "peak learning rate", 0),
  warmUp: integer(baseRecipe.warmUp, "updates of linear warm-up"),
  floor: number(baseRecipe.floor, "last learning rate, as a fraction of the peak", 0),
  beta1: fraction(baseRecipe.beta1, "AdamW: share of the gradient's running mean that a step keeps"),
  beta2: fraction(baseRecipe.beta2, "AdamW: share of the squared gradient's running mean that a step keeps"),
  weightDecay: number(
    baseRecipe.weightDecay,
    "AdamW: share of a weight that goes at a step, times the learning rate",
    0,
  ),
  clipNorm: number(baseRecipe.clipNorm, "largest norm of the gradient", 1e-6),
  seed: integer(baseRecipe.seed, "seed of everything random"),
  memoryLimit,
  ...computing,
  dryRun: toggle(false, "check everything, train nothing"),
}

/** The command. */
export const pretrain = command("pretrain", {
  about: "Train a base model from scratch on generated arithmetic, or an older model further",
  settings: pretrainSettings,
  run: Effect.fnUntraced(function* (settings: Of<typeof pretrainSettings>) {
    const { out, from, provider, threads, memoryLimit: _, dryRun, ...recipe } = settings
    yield* checkNew(out)
    const source = from === "" ? { parameters: fresh(recipe.seed) } : { folder: yield* wholeModel(from, "pretrain") }
    // What is wrong with a folder is said where it is loaded.
    const shape = "folder" in source
      ? yield* Effect.option(wholeShapeOf(source.folder))
      : Option.some(source.parameters.config)
    const about = Option.isNone(shape) ? [] : yield* memoryFor({ ...yield* runOf(recipe, shape.value), threads }, {
      ...settings,
      lower: { learning: "--documents" },
    })
    const run = dryRun ? Effect.andThen(Policy.Policy, showSettings(settings)) : training(out, { recipe, from, about })
    yield* Effect.provide(run, Policy.layerWorker({ provider, threads, ...source }))
  }, Effect.scoped),
})

/** What its memory depends on; documents are as long as those of the first batch. */
const runOf = Effect.fnUntraced(function* (recipe: Recipe, config: ModelConfig) {
  const [batch] = yield* Stream.runCollect(Stream.take(documents(recipe), 1))
  const longest = (part: "prompt" | "response") =>
    batch.reduce((most, document) => Math.max(most, document[part].length), 0)
  const learns: RunShape["learns"] = {
    learner: supervised(config, optimizerOf(recipe)),
    batch: {
      prompts: recipe.documents,
      completions: 1,
      promptTokens: longest("prompt"),
      completionTokens: longest("response"),
    },
  }
  return { config, learns }
})

const training = Effect.fnUntraced(
  function* (
    out: string,
    { recipe, from, about }: {
      readonly recipe: Recipe
      readonly from: string
      /** What is said first. */
      readonly about: ReadonlyArray<string>
    },
  ) {
    const policy = yield* Policy.Policy
    const show = yield* live({ quietly: 50 })
    for (const text of about) yield* show.line(text)
    const { fingerprint: start } = yield* policy.version
    yield* documents(recipe).pipe(
      learn(recipe),
      Stream.take(recipe.steps),
      Stream.runForEach(({ step, metrics: { loss, grad_norm: norm, num_tokens: tokens } }) =>
        show.step({
          step,
          steps: recipe.steps,
          tokens,
          items: [`loss ${loss.toFixed(4)}`, `grad_norm ${norm.toFixed(3)}`, `num_tokens ${tokens}`],
        })
      ),
    )
    const { fingerprint } = yield* policy.version
    const made = { recipe, from: from === "" ? { initial: start } : { model: from, fingerprint: start }, fingerprint }
    yield* saveWhole(out, made)
    yield* show.line(`${out}: ${fingerprint}`)
  },
)

/** The model with its recipe, which appear together: by renaming a folder. */
const saveWhole = Effect.fnUntraced(function* (out: string, made: object) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const policy = yield* Policy.Policy
  const partial = `${path.resolve(out)}.partial`
  const remove = (folder: string) => fs.remove(folder, { recursive: true, force: true })
  yield* Effect.gen(function* () {
    yield* remove(partial)
    yield* policy.save(partial)
    yield* fs.writeFileString(path.join(partial, "recipe.json"), JSON.stringify(made, null, 2) + "\n")
    yield* checkNew(out)
    // A link to an empty folder stays a link.
    const target = yield* Effect.orElseSucceed(fs.realPath(out), () => out)
    yield* remove(target)
    yield* fs.rename(partial, target)
  }).pipe(Effect.onError(() => Effect.ignore(remove(partial))), Effect.uninterruptible)
})
