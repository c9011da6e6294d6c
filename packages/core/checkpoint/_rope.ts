// Rotary embeddings in `config.json`: older files have `rope_theta` and `rope_scaling`, newer files have all fields in
// `rope_parameters`. Fields in both spellings must agree.
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { RopeScaling } from "../nn/rotary_frequencies.ts"
import { Count, maybe, Positive } from "./schemas.ts"
import { decodeFields, type FieldIssue } from "../files/decode_fields.ts"

/** The fields of `config.json` about rotary embeddings. */
export const ropeFields = {
  rope_theta: maybe(Positive),
  partial_rotary_factor: maybe(Schema.Finite),
  rope_parameters: maybe(Schema.Record(Schema.String, Schema.Unknown)),
  rope_scaling: maybe(Schema.Record(Schema.String, Schema.Unknown)),
}

const RopeConfig = Schema.Struct(ropeFields)

/** The base (theta) and the scaling, if the file names them, and the number of positions, if the scaling changes it. */
export interface Rope {
  readonly theta?: number
  readonly ropeScaling?: RopeScaling
  readonly maxPositions?: number
}

/** Reads the fields for a model with `positions` positions; a failure names the field as in the file. */
export const readRope = (read: typeof RopeConfig.Type, positions: number): Result.Result<Rope, FieldIssue> =>
  Result.gen(function* () {
    yield* whole(read.partial_rotary_factor)
    const newer = yield* part("rope_parameters", { fields: read.rope_parameters ?? {}, positions })
    const older = yield* part("rope_scaling", { fields: read.rope_scaling ?? {}, positions })
    const [one, other] = [newer.ropeScaling, older.ropeScaling]
    if (one !== undefined && other !== undefined && JSON.stringify(one) !== JSON.stringify(other)) {
      return yield* issue("rope_scaling", "it is not what rope_parameters says")
    }
    const theta = newer.theta ?? older.theta ?? read.rope_theta ?? undefined
    const ropeScaling = one ?? other
    const most = newer.maxPositions ?? older.maxPositions
    return {
      ...(theta === undefined ? {} : { theta }),
      ...(ropeScaling === undefined ? {} : { ropeScaling }),
      ...(most === undefined ? {} : { maxPositions: most }),
    }
  })

/** A scaling in the older spelling, which every reader knows; null without scaling. */
export const writeScaling = (scaling: RopeScaling | undefined): Readonly<Record<string, unknown>> | null => {
  if (scaling === undefined) return null
  const { type: rope_type, factor } = scaling
  switch (scaling.type) {
    case "linear":
    case "dynamic":
      return { rope_type, factor }
    case "llama3":
      return {
        rope_type,
        factor,
        low_freq_factor: scaling.lowTurns,
        high_freq_factor: scaling.highTurns,
        original_max_position_embeddings: scaling.originalPositions,
      }
    case "yarn":
      return {
        rope_type,
        factor,
        original_max_position_embeddings: scaling.originalPositions,
        attention_factor: scaling.attention,
        beta_fast: scaling.fastTurns,
        beta_slow: scaling.slowTurns,
        truncate: scaling.whole,
      }
  }
}

const Common = Schema.Struct({
  rope_type: maybe(Schema.String),
  type: maybe(Schema.String),
  rope_theta: maybe(Positive),
  partial_rotary_factor: maybe(Schema.Finite),
})
const Factor = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(1))
const Linear = Schema.Struct({ factor: Factor })
const Llama3 = Schema.Struct({
  factor: Factor,
  low_freq_factor: Positive,
  high_freq_factor: Positive,
  original_max_position_embeddings: Count,
})

// Another family's `alpha` changes the base at any length.
const Dynamic = Schema.Struct({
  factor: Factor,
  alpha: maybe(Schema.Never),
  original_max_position_embeddings: maybe(Count),
})
const Yarn = Schema.Struct({
  factor: Factor,
  original_max_position_embeddings: maybe(Count),
  attention_factor: maybe(Positive),
  attn_factor: maybe(Positive),
  mscale: maybe(Positive),
  mscale_all_dim: maybe(Positive),
  beta_fast: maybe(Positive),
  beta_slow: maybe(Positive),
  truncate: maybe(Schema.Boolean),
})

type Read = Omit<Rope, "theta">

/** The reader of each type of scaling, given the model's positions. */
const scalings: Readonly<Record<string, (fields: unknown, positions: number) => Result.Result<Read, FieldIssue>>> = {
  default: () => Result.succeed({}),
  linear: (fields) =>
    Result.map(decodeFields(Linear, fields), ({ factor }) => ({ ropeScaling: { type: "linear", factor } })),
  // Up to the original length nothing is scaled; above it the scaling would change from token to token.
  dynamic: (fields, positions) =>
    Result.map(decodeFields(Dynamic, fields), ({ factor, original_max_position_embeddings: original }) => ({
      ropeScaling: { type: "dynamic", factor },
      maxPositions: Math.min(original ?? positions, positions),
    })),
  yarn: (fields, positions) =>
    Result.gen(function* () {
      const read = yield* decodeFields(Yarn, fields)
      const [fastTurns, slowTurns] = [read.beta_fast ?? 32, read.beta_slow ?? 1]
      if (fastTurns <= slowTurns) return yield* issue("beta_fast", `${fastTurns} is not above beta_slow, ${slowTurns}`)
      const { factor, attention_factor, attn_factor, mscale, mscale_all_dim: all } = read
      // 0.1 m ln(factor) + 1; `attn_factor` is the authors' own name for what this is multiplied by.
      const length = (m: number) => 0.1 * m * Math.log(factor) + 1
      const given = mscale == null || all == null ? length(1) : length(mscale) / length(all)
      return {
        ropeScaling: {
          type: "yarn",
          factor,
          fastTurns,
          slowTurns,
          whole: read.truncate ?? true,
          originalPositions: read.original_max_position_embeddings ?? positions,
          attention: attention_factor ?? given * (attn_factor ?? 1),
        },
      }
    }),
  llama3: (fields) =>
    Result.gen(function* () {
      const read = yield* decodeFields(Llama3, fields)
      const { low_freq_factor: lowTurns, high_freq_factor: highTurns } = read
      if (highTurns <= lowTurns) {
        return yield* issue("high_freq_factor", `${highTurns} is not above low_freq_factor, ${lowTurns}`)
      }
      const originalPositions = read.original_max_position_embeddings
      return { ropeScaling: { type: "llama3", factor: read.factor, lowTurns, highTurns, originalPositions } }
    }),
}

/** Fields without a meaning for scaling. */
const untyped = new Set(Object.keys(Common.fields))

const part = (
  name: string,
  { fields, positions }: { readonly fields: Readonly<Record<string, unknown>>; readonly positions: number },
): Result.Result<Rope, FieldIssue> =>
  Result.gen(function* () {
    // An object among the fields is the scaling of one type of layers. Lists, one number an angle, belong to refused types.
    const own = Object.keys(fields).find((key) => isRecord(fields[key]))
    if (own !== undefined) return yield* issue(own, "rotary embeddings of some layers alone are not supported")
    const { rope_type, type, rope_theta: theta, partial_rotary_factor: turned } = yield* decodeFields(Common, fields)
    const kind = rope_type ?? type ?? "default"
    if (!Object.hasOwn(scalings, kind)) {
      const known = Object.keys(scalings).map((key) => `"${key}"`).join(" | ")
      return yield* issue(rope_type == null ? "type" : "rope_type", `"${kind}" is not supported, only ${known}`)
    }
    const scaled = Object.keys(fields).find((key) => !untyped.has(key) && fields[key] != null)
    if (rope_type == null && type == null && scaled !== undefined) {
      return yield* issue(scaled, "it is given without a rope_type, which says what it is for")
    }
    yield* whole(turned)
    return { ...(theta == null ? {} : { theta }), ...yield* scalings[kind](fields, positions) }
  }).pipe(Result.mapError(({ field, message }) => ({ field: `${name}.${field}`, message })))

/** Refuses rotary embeddings that turn only a part of each head. */
const whole = (turned: number | null | undefined): Result.Result<void, FieldIssue> =>
  turned == null || turned === 1 ? Result.void : issue("partial_rotary_factor", `${turned} is not supported, only 1`)

const isRecord = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value)

const issue = (field: string, message: string): Result.Result<never, FieldIssue> => Result.fail({ field, message })
