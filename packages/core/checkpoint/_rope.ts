// Rotary embeddings as `config.json` spells them: older files have `rope_theta` and `rope_scaling`, newer ones all of it
// in `rope_parameters`. What is there in both must agree.
import { Result, Schema } from "effect"
import type { RopeScaling } from "../nn/rotary_frequencies.ts"
import { Count, maybe, Positive } from "./schemas.ts"
import { decodeFields, type FieldIssue } from "../files/decode_fields.ts"

/** The fields that speak of rotary embeddings. */
export const ropeFields = {
  rope_theta: maybe(Positive),
  partial_rotary_factor: maybe(Schema.Finite),
  rope_parameters: maybe(Schema.Record(Schema.String, Schema.Unknown)),
  rope_scaling: maybe(Schema.Record(Schema.String, Schema.Unknown)),
}

const RopeConfig = Schema.Struct(ropeFields)

/** The base, where a file names one, and what slows rotations down, if anything does. */
export interface Rope {
  readonly theta?: number
  readonly ropeScaling?: RopeScaling
}

/** Reads those fields; a failure names one as the file spells it. */
export const readRope = (read: typeof RopeConfig.Type): Result.Result<Rope, FieldIssue> =>
  Result.gen(function* () {
    yield* whole(read.partial_rotary_factor)
    const newer = yield* part("rope_parameters", read.rope_parameters ?? {})
    const older = yield* part("rope_scaling", read.rope_scaling ?? {})
    const [one, other] = [newer.ropeScaling, older.ropeScaling]
    if (one !== undefined && other !== undefined && JSON.stringify(one) !== JSON.stringify(other)) {
      return yield* issue("rope_scaling", "it is not what rope_parameters says")
    }
    const theta = newer.theta ?? older.theta ?? read.rope_theta ?? undefined
    const ropeScaling = one ?? other
    return { ...(theta === undefined ? {} : { theta }), ...(ropeScaling === undefined ? {} : { ropeScaling }) }
  })

/** Scaling in the older spelling, which every reader knows; null is none. */
export const writeScaling = (scaling: RopeScaling | undefined): Readonly<Record<string, unknown>> | null =>
  scaling === undefined ? null : scaling.type === "linear" ? { rope_type: "linear", factor: scaling.factor } : {
    rope_type: "llama3",
    factor: scaling.factor,
    low_freq_factor: scaling.lowTurns,
    high_freq_factor: scaling.highTurns,
    original_max_position_embeddings: scaling.originalPositions,
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

/** What each type reads. */
const scalings: Readonly<
  Record<string, (fields: unknown) => Result.Result<RopeScaling | undefined, FieldIssue>>
> = {
  default: () => Result.succeed(undefined),
  linear: (fields) => Result.map(decodeFields(Linear, fields), ({ factor }) => ({ type: "linear", factor })),
  llama3: (fields) =>
    Result.gen(function* () {
      const read = yield* decodeFields(Llama3, fields)
      const { low_freq_factor: lowTurns, high_freq_factor: highTurns } = read
      if (highTurns <= lowTurns) {
        return yield* issue("high_freq_factor", `${highTurns} is not above low_freq_factor, ${lowTurns}`)
      }
      return {
        type: "llama3",
        factor: read.factor,
        lowTurns,
        highTurns,
        originalPositions: read.original_max_position_embeddings,
      }
    }),
}

const part = (name: string, fields: Readonly<Record<string, unknown>>): Result.Result<Rope, FieldIssue> =>
  Result.gen(function* () {
    // One of its own for each type of layer; a list is a number for each angle, and of the types that are refused.
    const own = Object.keys(fields).find((key) => isRecord(fields[key]))
    if (own !== undefined) return yield* issue(own, "rotary embeddings of some layers alone are not supported")
    const { rope_type, type, rope_theta: theta, partial_rotary_factor: turned } = yield* decodeFields(Common, fields)
    const kind = rope_type ?? type ?? "default"
    if (!Object.hasOwn(scalings, kind)) {
      const known = Object.keys(scalings).map((key) => `"${key}"`).join(" | ")
      return yield* issue(rope_type == null ? "type" : "rope_type", `"${kind}" is not supported, only ${known}`)
    }
    yield* whole(turned)
    const ropeScaling = yield* scalings[kind](fields)
    return { ...(theta == null ? {} : { theta }), ...(ropeScaling === undefined ? {} : { ropeScaling }) }
  }).pipe(Result.mapError(({ field, message }) => ({ field: `${name}.${field}`, message })))

/** A part of each head would be turned otherwise. */
const whole = (turned: number | null | undefined): Result.Result<void, FieldIssue> =>
  turned == null || turned === 1 ? Result.void : issue("partial_rotary_factor", `${turned} is not supported, only 1`)

const isRecord = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value)

const issue = (field: string, message: string): Result.Result<never, FieldIssue> => Result.fail({ field, message })
