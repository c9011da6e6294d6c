// The model that a command works on: a folder, the name of one that ships, or that of one on a hub; or an adapter.
import * as Policy from "@rlif/core/policy"
import * as Chosen from "@rlif/core/runtime/providers/chosen"
import { Tokenizer } from "@rlif/core/text"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Called, type Located, located } from "./located.ts"

/** What names a model and where it computes. */
interface Which extends Chosen.Where, Called {}

/** What is to be said of the model that an adapter is for, or will be. */
export const based = ({ base }: Located) => (base === undefined ? {} : { base })

/** The policy of a model in this process. */
export const policy = ({ model, checkpoint, base, ...where }: Which) =>
  Layer.unwrap(
    Effect.map(located({ model, checkpoint, base }), (found) => Policy.layerFolder(found.folder, based(found))),
  ).pipe(
    Layer.provide(Chosen.layer(where)),
  )

/** The policy with its tokenizer. */
export const textPolicy = ({ model, checkpoint, base, ...where }: Which) =>
  Layer.unwrap(
    Effect.map(located({ model, checkpoint, base }), (found) =>
      Layer.merge(
        Layer.provide(Policy.layerFolder(found.folder, based(found)), Chosen.layer(where)),
        Tokenizer.layerFolder(found.text),
      )),
  )
