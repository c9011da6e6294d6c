import { saveFolder } from "@rlif/core/checkpoint/folder"
import { formatJson } from "@rlif/core/files/json-file"
import { initialize } from "@rlif/core/model/initialize"
import { configOf, type Preset } from "./preset.ts"
import { tokenizerOf } from "./problems.ts"

/** Writes the model of a preset, with the random weights of a seed, as a folder that is new. */
export const writeModel = (directory: string, preset: Preset) => {
  const config = configOf(preset)
  const { tokenizer, config: about } = tokenizerOf(preset)
  return saveFolder(directory, {
    config,
    parameters: initialize(config, 1),
    endTokens: [],
    padToken: 0,
    files: { "tokenizer.json": formatJson(tokenizer), "tokenizer_config.json": formatJson(about) },
  })
}
