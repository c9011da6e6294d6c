// What a run takes of memory, said and checked before it begins; of a device's own memory nothing is known.
import { adapterFiles, decodeAdapterConfig } from "@rlif/core/checkpoint/adapter"
import { decodeConfig } from "@rlif/core/checkpoint/config"
import { readJson } from "@rlif/core/checkpoint/json-file"
import type { Adapter } from "@rlif/core/model/adapter"
import type { ModelConfig } from "@rlif/core/model/architecture"
import type { MemoryEstimate } from "@rlif/core/sample/memory"
import { memoryEstimate, type RunShape } from "@rlif/core/sample/memory-estimate"
import { requireMemory } from "@rlif/core/sample/require-memory"
import { Effect, Path } from "effect"
import type { Located } from "./_located.ts"
import { integer } from "./_settings.ts"
import { table } from "./_table.ts"

/** The setting of every command that trains. */
export const memoryLimit = integer(0, "memory that the run may take, in MiB; 0: all that there is")

/** Fails where a run would not fit; else what it takes, as a table. Nothing is said of other providers than the processor. */
export const memoryFor = Effect.fnUntraced(function* (
  run: RunShape,
  { provider, memoryLimit: limit }: { readonly provider: string; readonly memoryLimit: number },
) {
  if (provider !== "cpu") return []
  const estimate = memoryEstimate(run)
  yield* requireMemory(estimate, { lower, ...(limit === 0 ? {} : { available: limit * 2 ** 20 }) })
  return [memoryTable(estimate)]
})

/** The shape of a model that has not been loaded. */
export const shapeOf = Effect.fnUntraced(function* (
  { folder, base, isAdapter }: Located,
  { adapter: fresh, frozen }: { readonly adapter?: Adapter; readonly frozen?: Adapter["frozen"] },
) {
  const path = yield* Path.Path
  const read = <A, E>(file: string, decode: (json: unknown, file: string) => Effect.Effect<A, E>) =>
    Effect.flatMap(readJson(file), (json) => decode(json, file))
  const model = path.join(isAdapter ? base!.folder : folder, "config.json")
  const { config } = yield* read(model, (json, file) => Effect.fromResult(decodeConfig(json, file)))
  const adapter = isAdapter
    ? (yield* read(
      path.join(folder, adapterFiles.config),
      (json, file) => Effect.fromResult(decodeAdapterConfig(json, file)),
    )).adapter
    : fresh
  if (adapter === undefined) return config
  const asked = frozen === undefined ? adapter : { ...adapter, frozen }
  return { ...config, adapter: asked } satisfies ModelConfig as ModelConfig
})

const memoryTable = ({ held, phases, retain, total }: MemoryEstimate): string => {
  const row = (what: string, bytes: number) => [what, (bytes / 2 ** 20).toFixed(0)]
  return table(["memory, about", "MiB"], [
    ...held.map(({ what, bytes }) => row(what, bytes)),
    ...phases.map(({ what, bytes }) => row(retain ? what : `${what}, in turn`, bytes)),
    row("at most at once", total),
  ], { words: [0] })
}

// What makes each part smaller, by settings.
const adapter = "what is trained, to an adapter (--lora-rank 8)"
const lower = {
  sampling: "--completions, --prompts or --max-tokens",
  evaluation: "--max-tokens or --eval-problems",
  learning: "--micro-batch-tokens or --max-tokens (or --recompute always)",
  gradients: adapter,
  "optimizer state": adapter,
  "reference weights": adapter,
}
