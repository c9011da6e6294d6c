import * as Policy from "@rlif/core/policy"
import { mix as mixed } from "@rlif/core/mix"
import { arithmeticTokenizer, heldOutProblems, likeliestAnswer, looseAnswer, parse } from "@rlif/core/data/arithmetic"
import { seed as mix } from "@rlif/core/random/seed"
import { rollOut } from "@rlif/core/sample/roll-out"
import { codec, Tokenizer } from "@rlif/core/text"
import { fresh } from "@rlif/trainer/pretrain/fresh.ts"
import { documents, learn } from "@rlif/trainer/pretrain/recipe.ts"
import { Console, Effect, FileSystem, Path, Schema, Stream } from "effect"
import { setting } from "./experiment.ts"
import { ancestors, enough, facts, folderOf, type Model, recipe } from "./models.ts"

/** No model of a world could be made. */
export class ModelError
  extends Schema.TaggedError<ModelError>()("@rlif/bench/ModelError", { message: Schema.String }) {}

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
  const most = base === undefined ? enough.attempts : 1
  for (let attempt = 1; attempt <= most; attempt++) {
    const made = recipe(model, attempt)
    const start = base === undefined ? Policy.layerParameters(fresh(made.seed)) : Policy.layerFolder(base)
    const share = yield* Effect.gen(function* () {
      yield* documents(made).pipe(learn(made), Stream.take(made.steps), Stream.runDrain)
      const share = base === undefined ? yield* learned(model) : 1
      if (share < enough.share) return share
      const policy = yield* Policy.Policy
      const partial = yield* fs.makeTempDirectoryScoped({ directory: path.dirname(folder) })
      yield* policy.save(`${partial}/model`)
      yield* fs.writeFileString(`${partial}/model/${attemptFile}`, `${attempt}\n`)
      yield* fs.rename(`${partial}/model`, folder)
      return share
    }).pipe(Effect.provide(start), Effect.scoped)
    if (share >= enough.share) return folder
    const what = `attempt ${attempt} of the base model of the ${model.world} world, seed ${model.seed}`
    yield* Console.log(`${what}: ${Math.round(100 * share)}% of its answers are the likeliest ones, it is made anew`)
  }
  const message = `Cannot make a base model of the ${model.world} world, seed ${model.seed}: ${most} attempts failed`
  return yield* new ModelError({ message })
})

/**
 * The share of problems, none of them evaluated on, whose greedy answer is the one that the world's texts come to most
 * often.
 */
export const learned = Effect.fn("learned")(function* ({ world, seed }: Pick<Model, "world" | "seed">) {
  const problems = heldOutProblems(mix(seed, "reproduce", "learned"), enough.problems)
  const told = yield* rollOut(problems, { completions: 1, maxTokens: setting.maxTokens, temperature: 0, seed }).pipe(
    Effect.provideService(Tokenizer, codec(arithmeticTokenizer)),
  )
  const right = told.filter(({ problem, rollouts: [{ text }] }) =>
    looseAnswer(text) === String(likeliestAnswer(parse(problem.problem), facts[world]))
  )
  return right.length / problems.length
})

const attemptFile = "attempt.txt"

/** At which attempt a model's base model was made. */
export const attemptOf = Effect.fn("attemptOf")(function* (cache: string, model: Model) {
  const fs = yield* FileSystem.FileSystem
  const file = `${folderOf(cache, { ...model, instruct: 0 })}/${attemptFile}`
  return (yield* fs.exists(file)) ? Number(yield* fs.readFileString(file)) : 1
})
