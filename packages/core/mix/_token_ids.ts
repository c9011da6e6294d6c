import * as Effect from "effect/Effect"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import { has } from "../files/has.ts"
import { readFields } from "../checkpoint/read_fields.ts"
import { readFile } from "../files/read_file.ts"
import { maybe } from "../checkpoint/schemas.ts"

/** The parts of a tokenizer that have to agree for ids to mean the same text. */
export interface TokenIds {
  /** Token, quoted -> id. */
  readonly tokens: ReadonlyMap<string, string>
  /** Rank -> the two pieces that are merged, each quoted. */
  readonly merges: ReadonlyMap<string, string>
  /** Added token, quoted -> id. */
  readonly added: ReadonlyMap<string, string>
}

const Ids = Schema.Record(Schema.String, Schema.Int)

const Tokenizer = Schema.Struct({
  model: Schema.Struct({
    // In a list, ids are positions.
    vocab: maybe(Schema.Union([Ids, Schema.Array(Schema.Tuple([Schema.String, Schema.Finite]))])),
    // Newer files write a merge as a pair, older ones as a text with a space between.
    merges: maybe(Schema.Array(Schema.Union([Schema.String, Schema.Tuple([Schema.String, Schema.String])]))),
  }),
  added_tokens: maybe(Schema.Array(Schema.Struct({ id: Schema.Int, content: Schema.String }))),
})

/** From `tokenizer.json`. */
export const fromTokenizer = Effect.fnUntraced(function* (directory: string) {
  const path = yield* Path.Path
  const { model, added_tokens } = yield* readFields(Tokenizer, path.join(directory, "tokenizer.json"))
  const vocab = model.vocab ?? []
  const ids: TokenIds = {
    tokens: byId(isList(vocab) ? vocab.map(([token], id) => [token, id]) : Object.entries(vocab)),
    merges: byRank(model.merges ?? []),
    added: byId((added_tokens ?? []).map(({ content, id }) => [content, id])),
  }
  return ids
})

/** From the older files beside it, as far as they exist: `vocab.json`, `merges.txt`, `added_tokens.json`. */
export const fromParts = Effect.fnUntraced(function* (directory: string) {
  const path = yield* Path.Path
  const at = (name: string) => path.join(directory, name)
  const read = Effect.fnUntraced(function* (name: string) {
    return byId((yield* has(directory, name)) ? Object.entries(yield* readFields(Ids, at(name))) : [])
  })
  const text = (yield* has(directory, "merges.txt")) ? new TextDecoder().decode(yield* readFile(at("merges.txt"))) : ""
  const lines = text.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#version"))
  const ids: TokenIds = {
    tokens: yield* read("vocab.json"),
    merges: byRank(lines),
    added: yield* read("added_tokens.json"),
  }
  return ids
})

const isList = (vocab: object): vocab is ReadonlyArray<readonly [token: string, score: number]> => Array.isArray(vocab)

const byId = (pairs: ReadonlyArray<readonly [token: string, id: number]>) =>
  new Map(pairs.map(([token, id]) => [JSON.stringify(token), String(id)]))

const byRank = (merges: ReadonlyArray<string | readonly [string, string]>) =>
  new Map(merges.map((merge, rank) => {
    const pieces = typeof merge === "string" ? merge.split(" ") : merge
    return [String(rank), pieces.map((piece) => JSON.stringify(piece)).join(" ")]
  }))
