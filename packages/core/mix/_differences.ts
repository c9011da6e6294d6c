// The differences that forbid mixing two models, found all at once.
import { hash } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import { has } from "../files/has.ts"
import { readFields } from "../checkpoint/read_fields.ts"
import { readFile } from "../files/read_file.ts"
import { fromParts, fromTokenizer } from "./_token_ids.ts"
import type { WeightFiles } from "../checkpoint/weight_files.ts"
import { MixError } from "../checkpoint/checkpoint_error.ts"

/** A model folder whose weights are open. */
export interface Model {
  readonly directory: string
  readonly weights: WeightFiles
}

type Facts = ReadonlyMap<string, string>

/**
 * Fails with every difference between two models that are to be mixed: names and shapes of tensors, whether the head is
 * the embedding, tokens, merges and ids of added tokens. Element types may differ, and so may everything else that the
 * configuration and the tokenizer's files say.
 */
export const checkSame = Effect.fnUntraced(function* (base: Model, instruct: Model) {
  const [a, b] = [yield* factsOf(base), yield* factsOf(instruct)]
  const whole = [a, b].every(({ tokenizer }) => tokenizer.has('"tokenizer.json"'))
  const ids = whole ? fromTokenizer : fromParts
  const [one, other] = [yield* ids(base.directory), yield* ids(instruct.directory)]
  const kinds = [
    compare("tensor", a.tensors, b.tensors),
    a.tied.size > 0 && b.tied.size > 0 ? compare("config", a.tied, b.tied) : [],
    compare("file", a.tokenizer, b.tokenizer),
    compare("token", one.tokens, other.tokens),
    compare("merge", one.merges, other.merges),
    compare("added token", one.added, other.added),
  ]
  const differences = kinds.flat()
  if (differences.length === 0) return
  const message = [`Cannot mix "${base.directory}" and "${instruct.directory}":`, ...kinds.flatMap(shown)].join("\n")
  return yield* new MixError({ base: base.directory, instruct: instruct.directory, differences, message })
})

const Config = Schema.Struct({ tie_word_embeddings: Schema.optional(Schema.NullOr(Schema.Boolean)) })

const factsOf = Effect.fnUntraced(function* ({ directory, weights }: Model) {
  const path = yield* Path.Path
  const { tie_word_embeddings: tied } = yield* readFields(Config, path.join(directory, "config.json"))
  const tensors = weights.files.flatMap(({ entries }) => entries)
  return {
    tensors: new Map(tensors.map(({ name, dims }) => [JSON.stringify(name), `(${dims.join(", ")})`])),
    // A file may leave tying to the family's default, so the names of the tensors decide.
    tied: new Map(tied == null ? [] : [['"tie_word_embeddings"', String(tied)]]),
    tokenizer: new Map(yield* tokenizerOf(directory)),
  }
})

/** The file that gives tokens their ids. Formats that cannot be compared token by token have to be equal. */
const tokenizerOf = Effect.fnUntraced(function* (directory: string) {
  const path = yield* Path.Path
  if (yield* has(directory, "tokenizer.json")) return [['"tokenizer.json"', "there"]] as const
  if (!(yield* has(directory, "tokenizer.model"))) return []
  const bytes = yield* readFile(path.join(directory, "tokenizer.model"))
  return [['"tokenizer.model"', `SHA-256 ${hash("sha256", bytes)}`]] as const
})

const compare = (what: string, base: Facts, instruct: Facts): ReadonlyArray<string> =>
  [...new Set([...base.keys(), ...instruct.keys()])]
    .filter((key) => base.get(key) !== instruct.get(key))
    .map((key) =>
      `${what} ${key}: ${base.get(key) ?? "missing"} in base, ${instruct.get(key) ?? "missing"} in instruct`
    )

/** The lines of one kind in a message: other vocabularies differ in more tokens than anyone reads. */
const shown = (lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length <= 100 ? lines : [...lines.slice(0, 100), `and ${lines.length - 100} more of this kind`]
