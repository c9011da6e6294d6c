// The settings that name a model.
import { text } from "./setting.ts"

/** The setting that names a model. */
export const model = text(
  "base",
  "model or adapter folder, one that ships (base, instruct), or one of a hub: owner/name[@revision]",
)

/** The setting that names what an adapter is for. */
export const base = text("", "model that an adapter is for, in place of the one that it names: named as --model is")
