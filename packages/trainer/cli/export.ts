// `rlif export`: a model as a folder that other programs load.
import { loadAdapted } from "@rlif/core/checkpoint/adapted"
import { planOnnx, saveOnnx } from "@rlif/core/export/save-onnx"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { command } from "./_command.ts"
import { located } from "./inputs/located.ts"
import { based } from "./inputs/model.ts"
import { base, checkpoint } from "../settings/model.ts"
import { checkNew } from "./outputs/run_path.ts"
import { choice, type Of, required, toggle } from "../settings/setting.ts"
import { table } from "./outputs/table.ts"

/** All that `rlif export` can be told. */
export const exportSettings = {
  model: required(
    "model, adapter or run folder, or one that ships (base, instruct), or one of a hub: owner/name[@revision]",
  ),
  checkpoint,
  base,
  out: required("folder of the exported model, which must be new"),
  format: choice(["onnx"], "onnx", "of which programs: onnx is the layout of Transformers.js"),
  dryRun: toggle(false, "check everything and print what would be written, write nothing"),
}

/** The command. */
export const exportModel = command("export", {
  about: "A model, and its adapter folded in, as a folder that Transformers.js loads",
  settings: exportSettings,
  run: Effect.fnUntraced(function* ({ model, checkpoint, base, out, dryRun }: Of<typeof exportSettings>) {
    yield* checkNew(out)
    const found = yield* located({ model, checkpoint, base })
    const folder = yield* loadAdapted(found.folder, based(found))
    const files = yield* (dryRun ? planOnnx : saveOnnx)(out, folder)
    yield* Console.log(table(
      [dryRun ? "would write" : "wrote", "bytes"],
      files.map(({ name, bytes }) => [`${out}/${name}`, `${bytes}`]),
      { words: [0] },
    ))
  }),
})
