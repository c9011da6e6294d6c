// How the samples of a run are read: by the tokenizer of its model, and by what counts as an answer in it.
import { Tokenizer } from "@rlif/core/text"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { Reading } from "../../page/packed.ts"
import type { RunRecord } from "../../page/run_record.ts"
import { spelling } from "../../page/spelling.ts"
import { newestCheckpoint } from "../../run/checkpoints.ts"
import { answerNames, answersOf } from "../../settings/names.ts"
import { located } from "./located.ts"

/** Where no tokenizer is found, completions are shown as whole texts, which is said. */
export const readingOf = Effect.fnUntraced(function* (run: RunRecord) {
  const name = answerNames.find((one) => one === run.config["answer"]) ?? "strict"
  const known = yield* tokenizerOf(run).pipe(
    Effect.catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      return Effect.as(Console.error(`Tokens of "${run.path}" are not shown one by one: ${why}`), undefined)
    }),
  )
  const reading: Reading = {
    spelling: known === undefined ? undefined : spelling(known),
    answer: answersOf(name).answer,
  }
  return reading
})

/** That of a model in the run's folder, which needs nothing else; else that of the model that the run began from. */
const tokenizerOf = Effect.fnUntraced(function* ({ path: run, config }: RunRecord) {
  const fs = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const newest = yield* newestCheckpoint(run)
  const places = [join(run, "final"), join(run, "best"), ...newest === undefined ? [] : [newest]]
  const inside = yield* Effect.filter(
    places,
    (place) => Effect.orElseSucceed(fs.exists(join(place, "tokenizer.json")), () => false),
  )
  const [model, checkpoint, base] = ["model", "checkpoint", "base"].map((key) => String(config[key] ?? ""))
  const folder = inside[0] ?? (yield* located({ model, checkpoint, base })).text
  return yield* Effect.provide(codec, Tokenizer.layerFolder(folder))
})

const codec = Effect.gen(function* () {
  return yield* Tokenizer
})
