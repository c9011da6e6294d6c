import { decodeConfig } from "@rlif/core/checkpoint/config"
import { reasonOf } from "@rlif/core/files/reason"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { type TrainSettings, trainSettingsOf } from "@rlif/trainer/settings/train_settings.ts"
import { Effect, FileSystem, Schema } from "effect"

const Fields = Schema.Record(Schema.String, Schema.Unknown)
const Count = Schema.Int.check(Schema.isGreaterThan(1))

/** Experiments on models of others: what `--config` reads, such as `paper.json`. */
export const Paper = Schema.Struct({
  source: Schema.String,
  data: Schema.String,
  /** Mean tokens of prompts and completions, for the estimate of cost. */
  lengths: Schema.Struct({ prompt: Count, completion: Count, why: Schema.String }),
  /** By folder, what the folder's `config.json` says. */
  models: Schema.Record(Schema.String, Fields),
  mixes: Schema.Array(Schema.Struct({
    base: Schema.String,
    instruct: Schema.String,
    ratios: Schema.Array(Schema.Finite),
    out: Schema.String,
  })),
  /** Of every run, as `rlif train --config` spells them. */
  settings: Fields,
  figures: Schema.Array(Schema.Struct({
    figure: Schema.String,
    models: Schema.Array(Schema.String),
    rewards: Schema.Array(Fields),
  })),
})

/** What cannot be planned; the message names the file, and the model, figure or key. */
export class PaperError
  extends Schema.TaggedError<PaperError>()("@rlif/bench/PaperError", { message: Schema.String }) {}

/** A file of experiments, checked: every model's shape, and each run once with the figures that show it. */
export interface Plan extends Pick<typeof Paper.Type, "source" | "lengths" | "mixes"> {
  readonly models: ReadonlyMap<string, ModelConfig>
  readonly runs: ReadonlyArray<{ readonly figures: ReadonlyArray<string>; readonly settings: TrainSettings }>
}

/** Reads such a file. A run's folder is `<out>/<model>/<reward>`. */
export const planOf = Effect.fn("planOf")(function* (file: string, out: string) {
  const fs = yield* FileSystem.FileSystem
  const fail = (why: string) => new PaperError({ message: `Cannot plan "${file}": ${why}` })
  const text = yield* Effect.mapError(fs.readFileString(file), (error) => fail(reasonOf(error)))
  const paper = yield* Schema.decodeUnknownEffect(Schema.fromJsonString(Paper), { onExcessProperty: "error" })(text)
    .pipe(
      Effect.mapError((error) => fail(error.message)),
    )
  const models = new Map<string, ModelConfig>()
  for (const [folder, json] of Object.entries(paper.models)) {
    const { config } = yield* Effect.fromResult(decodeConfig(json, `${folder}/config.json`)).pipe(
      Effect.mapError((error) => fail(error.message)),
    )
    models.set(folder, config)
  }
  for (const { base, instruct, ratios, out } of paper.mixes) {
    const [config, other] = [base, instruct].map((name) => models.get(name))
    if (config === undefined || other === undefined) {
      return yield* fail(`the mix of "${base}" and "${instruct}" needs both among the models`)
    }
    if (JSON.stringify(config) !== JSON.stringify(other)) {
      return yield* fail(`"${base}" and "${instruct}" differ in shape and cannot be mixed`)
    }
    for (const ratio of ratios) models.set(`${out}/${ratio}`, config)
  }
  const runs = new Map<string, { figures: Array<string>; settings: TrainSettings }>()
  for (const { figure, models: folders, rewards } of paper.figures) {
    for (const model of folders) {
      if (!models.has(model)) return yield* fail(`figure "${figure}" needs "${model}", which is not among the models`)
      for (const reward of rewards) {
        const read = trainSettingsOf({
          json: { ...paper.settings, ...reward, model },
          where: `figure "${figure}" of "${file}"`,
        })
        const { reward: name, normaliser, ...rest } = yield* Effect.mapError(read, (error) => fail(error.message))
        const folder = `${out}/${model}/${name}${normaliser === "paper" ? "" : `-${normaliser}`}`
        const settings = { ...rest, reward: name, normaliser, out: folder }
        const known = runs.get(folder)
        if (known === undefined) runs.set(folder, { figures: [figure], settings })
        else known.figures.push(figure)
      }
    }
  }
  const plan: Plan = { ...paper, models, runs: [...runs.values()] }
  return plan
})
