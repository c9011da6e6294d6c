// The weights of a worker's own model, which runs need not send to it.
import { loadAdapted } from "@rlif/core/checkpoint/adapted"
import { policyError } from "@rlif/core/runtime/drained"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { WorkerOptions } from "../../fleet/joined.ts"
import { located } from "./located.ts"
import { based } from "./model.ts"

/** Finds a model now, and loads its weights each time that they are asked for; nothing for no name. */
export const weightsOf = Effect.fnUntraced(function* (model: string) {
  const none: Pick<WorkerOptions, "weights"> = {}
  if (model === "") return none
  const found = yield* located({ model, checkpoint: "", base: "" })
  const files = Context.pick(FileSystem.FileSystem, Path.Path)(
    yield* Effect.context<FileSystem.FileSystem | Path.Path>(),
  )
  const weights = loadAdapted(found.folder, based(found)).pipe(
    Effect.map(({ parameters }) => parameters),
    Effect.mapError((cause) => policyError("load", cause)),
    Effect.provideContext(files),
  )
  const own: Pick<WorkerOptions, "weights"> = { weights }
  return own
})
