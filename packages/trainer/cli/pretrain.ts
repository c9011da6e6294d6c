// `rlif pretrain`: a model from scratch, or an older one further, on generated arithmetic.
import { loadFolder } from "@rlif/core/checkpoint/folder"
import { arithmeticTokenizer, endWord, padWord, vocabulary } from "@rlif/core/data/arithmetic/vocabulary"
import { initialize } from "@rlif/core/model/initialize"
import { Policy } from "@rlif/core/sample/policy"
import type { PolicyParameters } from "@rlif/core/sample/policy-layer"
import { policyWorker } from "@rlif/core/sample/policy-worker"
import { Effect, FileSystem, Path, Stream } from "effect"
import { baseRecipe, documents, learn, type Recipe, shippedShape } from "../pretrain/recipe.ts"
import { RunFolderExists } from "../run/run_error.ts"
import { command, showSettings } from "./_command.ts"
import { live } from "./_live.ts"
import { modelFolder } from "./_model.ts"
import { provider } from "./_provider.ts"
import { choice, integer, number, type Of, required, text, toggle } from "./_settings.ts"

/** All that `rlif pretrain` can be told: the recipe of the base model is the default. */
export const pretrainSettings = {
  out: required("model folder to write, which must be new"),
  from: text("", "model to train further; a new one where none is named"),
  corpus: choice(["base", "instruct"], baseRecipe.corpus, "what it reads: slips and rambling too, or clean solutions"),
  steps: integer(baseRecipe.steps, "updates", 1),
  documents: integer(baseRecipe.documents, "documents per update", 1),
  learningRate: number(baseRecipe.learningRate, "peak learning rate", 0),
  warmUp: integer(baseRecipe.warmUp, "updates of linear warm-up"),
  floor: number(baseRecipe.floor, "last learning rate, as a fraction of the peak", 0),
  beta1: number(baseRecipe.beta1, "AdamW", 0),
  beta2: number(baseRecipe.beta2, "AdamW", 0),
  weightDecay: number(baseRecipe.weightDecay, "AdamW", 0),
  clipNorm: number(baseRecipe.clipNorm, "largest norm of the gradient", 0),
  seed: integer(baseRecipe.seed, "everything random follows from it"),
  provider,
  dryRun: toggle(false, "check everything, train nothing"),
}

/** The command. */
export const pretrain = command("pretrain", {
  about: "Train a base model from scratch on generated arithmetic, or an older model further",
  settings: pretrainSettings,
  run: Effect.fnUntraced(function* (settings: Of<typeof pretrainSettings>) {
    const { out, from, provider, dryRun, ...recipe } = settings
    const fs = yield* FileSystem.FileSystem
    if ((yield* fs.exists(out)) && (yield* fs.readDirectory(out)).length > 0) {
      return yield* new RunFolderExists({ path: out })
    }
    const parameters = from === "" ? fresh(recipe) : yield* loadFolder(modelFolder(from))
    if (dryRun) return yield* showSettings(settings)
    yield* Effect.provide(training(out, { recipe, from }), policyWorker({ provider, parameters }))
  }),
})

const training = Effect.fnUntraced(
  function* (out: string, { recipe, from }: { readonly recipe: Recipe; readonly from: string }) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const policy = yield* Policy
    const show = live({ quietly: 50 })
    const { fingerprint: start } = yield* policy.version
    yield* documents(recipe).pipe(
      learn(recipe),
      Stream.take(recipe.steps),
      Stream.runForEach(({ step, metrics: { loss, grad_norm: norm, num_tokens: tokens } }) =>
        show.step(step, recipe.steps, `loss ${loss.toFixed(4)}  grad_norm ${norm.toFixed(3)}  num_tokens ${tokens}`)
      ),
    )
    yield* policy.save(out)
    const { fingerprint } = yield* policy.version
    const made = { recipe, from: from === "" ? { initial: start } : { model: from, fingerprint: start }, fingerprint }
    yield* fs.writeFileString(path.join(out, "recipe.json"), JSON.stringify(made, null, 2) + "\n")
    yield* show.line(`${out}: ${fingerprint}`)
  },
)

/** New weights, and a tokenizer, for the recipe's seed. */
const fresh = ({ seed }: Recipe): PolicyParameters => {
  const { tokenizer, config } = arithmeticTokenizer
  const json = (value: object) => new TextEncoder().encode(JSON.stringify(value, null, 2) + "\n")
  return {
    config: shippedShape,
    parameters: initialize(shippedShape, seed),
    endTokens: [vocabulary.indexOf(endWord)],
    padToken: vocabulary.indexOf(padWord),
    files: { "tokenizer.json": json(tokenizer), "tokenizer_config.json": json(config) },
  }
}
