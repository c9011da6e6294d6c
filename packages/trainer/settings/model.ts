// The settings that name a model.
import { text } from "./setting.ts"

/** The setting that names a model. */
export const model = text(
  "base",
  "model, adapter or run folder, one that ships (base, instruct), or one of a hub: owner/name[@revision]",
)

/** The setting that names a model of a run folder. */
export const checkpoint = text(
  "",
  "which model of a run folder: best, or a number of updates that it has a checkpoint of; none: its final",
)

/** The setting that names the model under an adapter. */
export const base = text("", "model under an adapter, in place of the one that the adapter names; written like --model")
