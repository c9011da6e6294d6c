// The supported components and options of `tokenizer.json`. All others are refused by the name of their field.
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { decodeFields } from "../../files/decode_fields.ts"

const maybe = <S extends Schema.Constraint>(schema: S) => Schema.optional(Schema.NullOr(schema))
const Flag = maybe(Schema.Boolean)
const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
/** Bound of ids: no vocabulary has as many tokens, and some tables are as long as the largest id. */
export const largest = 2 ** 24
const Id = Count.check(Schema.isLessThanOrEqualTo(largest))
const Letter = Schema.String.check(
  Schema.makeFilter((text: string) => Array.from(text).length === 1, { expected: "one letter" }),
)
const Found = Schema.Struct({ String: maybe(Schema.String), Regex: maybe(Schema.String) })
const Behavior = Schema.Literals(["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"])
const Scheme = Schema.Literals(["always", "first", "never"])
const Pair = Schema.Tuple([Schema.String, Id])

const metaspace = {
  replacement: Letter,
  prepend_scheme: Schema.optional(Scheme),
  add_prefix_space: Flag,
  split: Flag,
  str_rep: maybe(Schema.String),
}
const replace = { pattern: Found, content: Schema.String }
const unused = { add_prefix_space: Flag, trim_offsets: Flag, use_regex: Flag }

export const normalizers = {
  NFC: Schema.Struct({}),
  NFD: Schema.Struct({}),
  NFKC: Schema.Struct({}),
  NFKD: Schema.Struct({}),
  Lowercase: Schema.Struct({}),
  StripAccents: Schema.Struct({}),
  Nmt: Schema.Struct({}),
  ByteLevel: Schema.Struct({}),
  Strip: Schema.Struct({ strip_left: Schema.Boolean, strip_right: Schema.Boolean }),
  Prepend: Schema.Struct({ prepend: Schema.String }),
  Replace: Schema.Struct(replace),
}

export const preTokenizers = {
  ByteLevel: Schema.Struct({ add_prefix_space: Schema.Boolean, trim_offsets: Flag, use_regex: Flag }),
  Digits: Schema.Struct({ individual_digits: Schema.Boolean }),
  Metaspace: Schema.Struct(metaspace),
  Punctuation: Schema.Struct({ behavior: Schema.optional(Behavior) }),
  Split: Schema.Struct({ pattern: Found, behavior: Behavior, invert: Schema.Boolean }),
  Whitespace: Schema.Struct({}),
  WhitespaceSplit: Schema.Struct({}),
  BertPreTokenizer: Schema.Struct({}),
  FixedLength: Schema.Struct({ length: Schema.optional(Schema.Int.check(Schema.isGreaterThan(0))) }),
  CharDelimiterSplit: Schema.Struct({ delimiter: Letter }),
}

export const models = {
  BPE: Schema.Struct({
    vocab: Schema.Unknown,
    merges: Schema.Unknown,
    dropout: maybe(Schema.Literal(0)),
    unk_token: maybe(Schema.String),
    continuing_subword_prefix: maybe(Schema.String),
    end_of_word_suffix: maybe(Schema.String),
    fuse_unk: Flag,
    byte_fallback: Flag,
    ignore_merges: Flag,
  }),
  Unigram: Schema.Struct({
    vocab: Schema.Unknown,
    unk_id: maybe(Count),
    byte_fallback: Schema.optional(Schema.Boolean),
  }),
  WordPiece: Schema.Struct({
    vocab: Schema.Unknown,
    unk_token: Schema.String,
    continuing_subword_prefix: Schema.String,
    max_input_chars_per_word: Count,
  }),
  WordLevel: Schema.Struct({ vocab: Schema.Unknown, unk_token: Schema.String }),
}

/** The options of each model. */
export type Models = { readonly [K in keyof typeof models]: typeof models[K]["Type"] }

const Piece = Schema.Struct({
  SpecialToken: maybe(Schema.Struct({ id: Schema.String, type_id: Count })),
  Sequence: maybe(Schema.Struct({ id: Schema.Literal("A"), type_id: Count })),
})
const Special = Schema.Struct({ id: Schema.String, ids: Schema.Array(Id), tokens: Schema.Array(Schema.String) })
const around = { sep: Pair, cls: Pair }

export const postProcessors = {
  ByteLevel: Schema.Struct(unused),
  BertProcessing: Schema.Struct(around),
  RobertaProcessing: Schema.Struct({ ...around, trim_offsets: Flag, add_prefix_space: Flag }),
  // The rule for pairs of texts does not matter: texts come one by one.
  TemplateProcessing: Schema.Struct({
    single: Schema.Array(Piece),
    pair: Schema.Unknown,
    special_tokens: Schema.Record(Schema.String, Special),
  }),
}

export const decoders = {
  ByteLevel: Schema.Struct(unused),
  ByteFallback: Schema.Struct({}),
  Fuse: Schema.Struct({}),
  Metaspace: Schema.Struct(metaspace),
  Replace: Schema.Struct(replace),
  Strip: Schema.Struct({ content: Letter, start: Count, stop: Count }),
  WordPiece: Schema.Struct({ prefix: Schema.String, cleanup: Schema.Boolean }),
  BPEDecoder: Schema.Struct({ suffix: Schema.String }),
}

const lists: Readonly<Record<string, string>> = {
  normalizer: "normalizers",
  pre_tokenizer: "pretokenizers",
  post_processor: "processors",
  decoder: "decoders",
}

const AddedToken = Schema.Struct({
  id: Id,
  content: Schema.String,
  single_word: Flag,
  lstrip: Flag,
  rstrip: Flag,
  normalized: Flag,
  special: Flag,
})

/** A token added to those of the model. */
export type AddedToken = Required<
  { readonly [K in keyof typeof AddedToken.Type]: NonNullable<typeof AddedToken.Type[K]> }
>

type Table = Readonly<Record<string, Schema.Struct<Schema.Struct.Fields>>>

/** A component of a table, with its field in the file. */
export type Part<T> = { readonly [K in keyof T]: { readonly type: K; readonly field: string } & TypeOf<T[K]> }[keyof T]
type TypeOf<S> = S extends { readonly Type: infer A } ? A : never

/** The error of a field in `tokenizer.json`; the message begins with the field. */
export const refused = (field: string, why: string): Error => new Error(`"${field}": ${why}`)

/** The error of a field in `tokenizer_config.json`. */
export const refusedSetting = (field: string, why: string): Error => refused(`${field}" of "tokenizer_config.json`, why)

const decoded = <S extends Schema.Struct<Schema.Struct.Fields>>(
  schema: S,
  value: unknown,
  field: string,
): S["Type"] => {
  const read = decodeFields(schema as unknown as Schema.ConstraintDecoder<S["Type"]>, value)
  const at = (name: string) => [field, name].filter((part) => part !== "").join(".")
  if (Result.isFailure(read)) throw refused(at(read.failure.field), read.failure.message)
  return read.success
}

const known = (value: object, names: ReadonlyArray<string>, field: string) => {
  const other = Object.keys(value).find((name) => !names.includes(name))
  if (other !== undefined) throw refused(field === "" ? other : `${field}.${other}`, "this option is not supported")
}

/** The component of a field; older files may leave out the type. */
export const partOf = <T extends Table>(
  table: T,
  { value, field, type: missing }: { readonly value: unknown; readonly field: string; readonly type?: string },
): Part<T> => {
  if (typeof value !== "object" || value === null) {
    throw refused(field, value === undefined ? "it is missing" : "not an object")
  }
  const { type = missing, ...options } = value as Readonly<Record<string, unknown>>
  if (typeof type !== "string" || !Object.hasOwn(table, type)) {
    const supported = Object.keys(table).map((name) => `"${name}"`).join(" | ")
    throw refused(
      `${field}.type`,
      type === undefined ? "it is missing" : `expected ${supported}, got ${JSON.stringify(type)}`,
    )
  }
  known(options, Object.keys(table[type].fields), field)
  return { ...decoded(table[type], options, field), type, field } as unknown as Part<T>
}

/** The components of a field, with the members of a sequence one by one; null has none. */
export const partsOf = <T extends Table>(table: T, value: unknown, field: string): ReadonlyArray<Part<T>> => {
  if (value === undefined || value === null) return []
  if (Object(value).type !== "Sequence") return [partOf(table, { value, field })]
  const { type: _, ...rest } = value as Readonly<Record<string, unknown>>
  const list = lists[field.split(".")[0]]
  known(rest, [list], field)
  const all = rest[list]
  if (!Array.isArray(all)) throw refused(`${field}.${list}`, "not a list")
  return all.flatMap((part, i) => partsOf(table, part, `${field}.${list}.${i}`))
}

/** The added tokens of `tokenizer.json`, or of `tokenizer_config.json`. */
export const addedToken = (value: unknown, field: string): AddedToken => {
  if (typeof value === "object" && value !== null) known(value, Object.keys(AddedToken.fields), field)
  const { id, content, single_word, lstrip, rstrip, normalized, special } = decoded(AddedToken, value, field)
  return {
    id,
    content,
    single_word: single_word ?? false,
    lstrip: lstrip ?? false,
    rstrip: rstrip ?? false,
    normalized: normalized ?? !(special ?? false),
    special: special ?? false,
  }
}

const Whole = Schema.Struct({
  version: maybe(Schema.Literal("1.0")),
  truncation: Schema.optional(Schema.Unknown),
  padding: Schema.optional(Schema.Unknown),
  added_tokens: maybe(Schema.Array(Schema.Unknown)),
  normalizer: Schema.optional(Schema.Unknown),
  pre_tokenizer: Schema.optional(Schema.Unknown),
  post_processor: Schema.optional(Schema.Unknown),
  decoder: Schema.optional(Schema.Unknown),
  model: Schema.Unknown,
})

/** The file's components, still unread. */
export type Whole = typeof Whole.Type

/** The whole file, its components still unread. Throws if the file asks to truncate or pad texts. */
export const wholeOf = (json: object): Whole => {
  known(json, Object.keys(Whole.fields), "")
  const whole = decoded(Whole, json, "")
  const hint = "no text is cut or padded here; set it to null, as most programs do when they read it"
  if (whole.truncation != null) throw refused("truncation", hint)
  const { strategy, pad_to_multiple_of: multiple = null } = Object(whole.padding) as Readonly<Record<string, unknown>>
  // Padding to the longest text of a batch does nothing, as texts come one by one.
  if (whole.padding != null && !(strategy === "BatchLongest" && multiple === null)) throw refused("padding", hint)
  return whole
}
