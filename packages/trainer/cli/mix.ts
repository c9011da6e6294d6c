// `rlif mix`: models whose weights lie between those of two others.
import { mix as mixModels, type MixPlan, planMix } from "@rlif/core/mix"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Path from "effect/Path"
import { command } from "./_command.ts"
import { wholeModel } from "./inputs/located.ts"
import { numbers, ratios } from "./_ratios.ts"
import { type Of, required, toggle } from "../settings/setting.ts"
import { table } from "./outputs/table.ts"

/** All that `rlif mix` can be told. */
export const mixSettings = {
  base: required(
    "model folder, or one that ships, or one of a hub; mixes have its element types, shards, config and tokenizer",
  ),
  instruct: required("the other one, of the same shapes and vocabulary"),
  ratio: ratios("how much is the instruct model: numbers from 0 to 1, such as 0.25,.5; 0 and 1 are copies"),
  out: required("folder of the mixes, in which each has a new folder named after its ratio, such as 0.5"),
  json: toggle(false, "print one JSON object"),
  dryRun: toggle(false, "check everything and print what would be written, write nothing"),
}

/** The command. */
export const mix = command("mix", {
  about: "Models between a base and an instruct model: their weights, interpolated",
  settings: mixSettings,
  run: Effect.fnUntraced(function* ({ base, instruct, ratio, out, json, dryRun }: Of<typeof mixSettings>) {
    const path = yield* Path.Path
    const models = { base: yield* wholeModel(base, "mix"), instruct: yield* wholeModel(instruct, "mix") }
    const folders = numbers(ratio).map((ratio) => ({ ratio, folder: path.join(out, String(ratio)) }))
    const mixes = yield* (dryRun ? planMix : mixModels)(models, folders)
    yield* Console.log(json ? JSON.stringify({ base, instruct, dryRun, mixes }) : asText(mixes, dryRun))
  }),
})

const asText = (mixes: ReadonlyArray<MixPlan>, dryRun: boolean): string =>
  table(
    [dryRun ? "would write" : "wrote", "bytes", "from"],
    mixes.flatMap(({ folder, files }) =>
      files.map(({ name, bytes, from }) => [`${folder}/${name}`, `${bytes}`, from.join(" and ")])
    ),
    { words: [0, 2] },
  )
