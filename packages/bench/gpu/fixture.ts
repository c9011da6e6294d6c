// The five small models of test/fixtures, each with a batch of groups: what every provider must compute alike.
import { loadFolder } from "@rlif/core/checkpoint/folder"
import type { ModelConfig } from "@rlif/core/model/architecture"
import type { Values } from "@rlif/core/graph/value"
import type { TrainingGroup } from "@rlif/core/learn/learner"
import { Effect, FileSystem, Schema } from "effect"
import { fileURLToPath } from "node:url"

/** Their names. */
export const fixtures = [
  "llama-tied",
  "llama-gqa-untied",
  "qwen2-bias-tied",
  "qwen2-bf16-sharded",
  "qwen3-qknorm",
] as const

/** A model and what it is asked. */
export interface Fixture {
  readonly name: string
  readonly config: ModelConfig
  readonly parameters: Values
  /** Columns: `advantage`, `old`, `reference`. */
  readonly groups: ReadonlyArray<TrainingGroup>
}

const Numbers = Schema.Array(Schema.Number)
const Rows = Schema.Array(Numbers)
const Batch = Schema.Struct({
  group_size: Schema.Number,
  prompt_lengths: Numbers,
  completion_lengths: Numbers,
  tokens: Rows,
  advantages: Numbers,
  old_logprobs: Schema.Struct({ "1.0": Rows }),
  ref_logprobs: Schema.Struct({ "1.0": Rows }),
})

/** Reads one. They are part of the repository, so that one which cannot be read is a defect. */
export const fixture = Effect.fnUntraced(function* (name: string) {
  const folder = fileURLToPath(new URL(`../../../test/fixtures/${name}`, import.meta.url))
  const { config, parameters } = yield* loadFolder(folder)
  const text = yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(`${folder}/batch.json`))
  const batch = yield* Schema.decodeUnknownEffect(Schema.fromJsonString(Batch))(text)
  const made: Fixture = { name, config, parameters, groups: groupsOf(batch) }
  return made
}, Effect.orDie)

const groupsOf = (batch: typeof Batch.Type): ReadonlyArray<TrainingGroup> => {
  const rows = batch.tokens.map((sequence, i) => {
    const [start, length] = [batch.prompt_lengths[i], batch.completion_lengths[i]]
    // Column t of an aligned row belongs to token t + 1.
    const aligned = (row: ReadonlyArray<number>) => Float32Array.from(row.slice(start - 1, start - 1 + length))
    return {
      prompt: Int32Array.from(sequence.slice(0, start)),
      tokens: Int32Array.from(sequence.slice(start, start + length)),
      columns: {
        advantage: new Float32Array(length).fill(batch.advantages[i]),
        old: aligned(batch.old_logprobs["1.0"][i]),
        reference: aligned(batch.ref_logprobs["1.0"][i]),
      },
    }
  })
  return Array.from({ length: rows.length / batch.group_size }, (_, b) => {
    const group = rows.slice(b * batch.group_size, (b + 1) * batch.group_size)
    return { prompt: group[0].prompt, rows: group.map(({ tokens, columns }) => ({ tokens, columns })) }
  })
}
