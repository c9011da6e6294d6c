// Where a small model lies that others trained, which some tests judge by: the folder that RLIF_MODELS names, else a folder
// `models` beside the project. It is not ours to ship, so that nothing of it is in the repository.
import { dirname } from "node:path"
import type { TestContext } from "vitest"
import { fileBeside } from "./_beside.ts"

const files = ["config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]

/** The folder of stories260K, a Llama of 260 thousand parameters; without it the test is skipped. */
export const stories = (context: Pick<TestContext, "skip">): string => {
  const [folder] = files.map((file) =>
    dirname(fileBeside(
      {
        what: "the model stories260K",
        variable: "RLIF_MODELS",
        folder: "models",
        signs: files.map((file) => `stories260K/${file}`),
      },
      `stories260K/${file}`,
      { context },
    ))
  )
  return folder
}
