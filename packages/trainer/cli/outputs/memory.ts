// What a run takes of memory, said and checked before it begins; of a device's own memory nothing is known.
import { adapterFiles, decodeAdapterConfig } from "@rlif/core/checkpoint/adapter"
import { decodeConfig } from "@rlif/core/checkpoint/config"
import { readJson } from "@rlif/core/files/json-file"
import type { Adapter } from "@rlif/core/model/adapter"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { MemoryError, type MemoryEstimate, memoryEstimate, requireMemory, type RunShape } from "@rlif/core/memory"
import { attempt } from "@rlif/core/runtime/drained"
import * as Effect from "effect/Effect"
import * as Path from "effect/Path"
import type { Located } from "../inputs/located.ts"
import { SettingsError } from "../../settings/setting.ts"
import { table } from "./table.ts"

/** What decides whether a run may begin. */
interface Limits {
  readonly provider: string
  readonly memoryLimit: number
  /** Settings that make a line of the estimate smaller, by its name. */
  readonly lower: Readonly<Record<string, string>>
}

/** Fails where a run would not fit; else what it takes, as a table. Nothing is said of other providers than the processor. */
export const memoryFor = Effect.fnUntraced(function* (run: RunShape, { provider, memoryLimit: limit, lower }: Limits) {
  if (provider !== "cpu") {
    if (limit === 0) return []
    const message = `Cannot use --memory-limit: with --provider ${provider} nothing is known of what a run takes`
    return yield* new SettingsError({ message })
  }
  const estimate = yield* attempt("estimate", () => memoryEstimate(run))
  yield* limit !== 0
    ? requireMemory(estimate, { lower, available: limit * 2 ** 20 })
    // An estimate may be wrong, and who knows better has to be told how to say so.
    : Effect.mapError(
      requireMemory(estimate, { lower }),
      ({ message, ...error }) =>
        new MemoryError({ ...error, message: `${message}, or begin anyway by --memory-limit` }),
    )
  return [memoryTable(estimate)]
})

/** The shape of a model folder that has not been loaded. */
export const wholeShapeOf = Effect.fnUntraced(function* (folder: string) {
  const file = (yield* Path.Path).join(folder, "config.json")
  return (yield* Effect.fromResult(decodeConfig(yield* readJson(file), file))).config
})

/** The same of a model or an adapter, or of a model that will have one. */
export const shapeOf = Effect.fnUntraced(function* (
  { folder, base, isAdapter }: Located,
  { adapter: fresh, frozen }: { readonly adapter?: Adapter; readonly frozen?: Adapter["frozen"] },
) {
  const path = yield* Path.Path
  const config = yield* wholeShapeOf(isAdapter ? base!.folder : folder)
  const file = path.join(folder, adapterFiles.config)
  const adapter = isAdapter
    ? (yield* Effect.fromResult(decodeAdapterConfig(yield* readJson(file), file, config.layers))).adapter
    : fresh
  if (adapter === undefined) return config
  const asked = frozen === undefined ? adapter : { ...adapter, frozen }
  const made: ModelConfig = { ...config, adapter: asked }
  return made
})

const memoryTable = ({ held, phases, retain, total }: MemoryEstimate): string => {
  const row = (what: string, bytes: number) => [what, (bytes / 2 ** 20).toFixed(0)]
  return table(["memory, about", "MiB"], [
    ...held.map(({ what, bytes }) => row(what, bytes)),
    ...phases.map(({ what, bytes }) => row(retain ? what : `${what}, in turn`, bytes)),
    row("at most at once", total),
  ], { words: [0] })
}
