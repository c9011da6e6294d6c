// `rlif merge`: a model folder without an adapter, from one that has.
import { loadAdapted } from "@rlif/core/checkpoint/adapted"
import { saveFolder } from "@rlif/core/checkpoint/folder"
import { adapterShapes } from "@rlif/core/model/adapter-shapes"
import { mergeAdapter } from "@rlif/core/model/merge-adapter"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { command } from "./_command.ts"
import { located } from "./inputs/located.ts"
import { based } from "./inputs/model.ts"
import { base, checkpoint } from "../settings/model.ts"
import { checkNew } from "./outputs/run_path.ts"
import { choice, type Of, required, SettingsError, toggle } from "../settings/setting.ts"

/** All that `rlif merge` can be told. */
export const mergeSettings = {
  model: required(
    "adapter in PEFT's format: a folder, that of a run, or one of a hub; it names its base model",
  ),
  checkpoint,
  base,
  out: required("folder of the merged model, which must be new"),
  dtype: choice(["F32", "F16", "BF16"], "F32", "how its weights are stored"),
  dryRun: toggle(false, "check everything and print what would be written, write nothing"),
}

/** The command. */
export const merge = command("merge", {
  about: "Fold an adapter into the model that it is for",
  settings: mergeSettings,
  run: Effect.fnUntraced(function* ({ model, checkpoint, base, out, dtype, dryRun }: Of<typeof mergeSettings>) {
    yield* checkNew(out)
    const found = yield* located({ model, checkpoint, base })
    const folder = yield* loadAdapted(found.folder, based(found))
    const { adapter, ...config } = folder.config
    if (adapter === undefined) {
      return yield* new SettingsError({ message: `Cannot merge "${model}": it is a model without an adapter` })
    }
    const layers = Object.keys(adapterShapes(folder.config)).length / 2
    const parameters = mergeAdapter(folder.config, folder.parameters)
    if (!dryRun) yield* saveFolder(out, { ...folder, config, parameters }, { dtype })
    yield* Console.log(
      `${
        dryRun ? "would write" : "wrote"
      } ${out}: ${folder.base} with ${layers} layers changed by an adapter of rank ${adapter.rank}`,
    )
  }),
})
