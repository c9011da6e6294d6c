// A piece of a policy's work for who has the weights of a version: what is to be computed, by no code of one's own.
import * as Schema from "effect/Schema"
import type { FlatSignal } from "../signals/flat_signal.ts"
import type { SampleRequest } from "../generate/request.ts"
import type { Piece } from "../learn/gradient.ts"
import type { Prompted } from "../model/prompted.ts"
import { Bytes, Count, Finite32, Int32, Natural } from "./arrays.ts"
import { type Codec, codec } from "./codec.ts"
import { AnySignal } from "./graphs.ts"

/** A piece that is computed elsewhere, under weights of a version. */
export type Task =
  & {
    readonly version: number
    /** Whether the version is one of the earlier weights, which are counted apart. */
    readonly past?: true
  }
  & (
    | {
      readonly kind: "sample"
      readonly request: Omit<SampleRequest, "signals"> & { readonly signals: ReadonlyArray<FlatSignal> }
    }
    | {
      readonly kind: "read"
      readonly groups: ReadonlyArray<Prompted>
      readonly temperature: number
      readonly signals: ReadonlyArray<FlatSignal>
    }
    | { readonly kind: "gradient"; readonly learner: number; readonly piece: Piece }
  )

const version = Natural
const past = Schema.optionalKey(Schema.Literal(true))
const signals = Schema.Array(AnySignal)
const unit = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))
const heat = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))

const Stop = Schema.Struct({ texts: Schema.Array(Schema.String), bytes: Bytes, starts: Int32 })

const Sample = Schema.Struct({
  kind: Schema.Literal("sample"),
  version,
  past,
  request: Schema.Struct({
    prompts: Schema.Array(Int32),
    seeds: Schema.Array(Schema.Array(Schema.Int)),
    signals,
    maxTokens: Count,
    temperature: heat,
    signalTemperature: Schema.optionalKey(heat),
    topK: Schema.optionalKey(Count),
    topP: Schema.optionalKey(unit),
    minP: Schema.optionalKey(unit),
    repetitionPenalty: Schema.optionalKey(heat),
    endTokens: Schema.optionalKey(Schema.Array(Natural)),
    stop: Schema.optionalKey(Stop),
  }).check(Schema.makeFilter(
    ({ prompts, seeds }: { readonly prompts: ReadonlyArray<unknown>; readonly seeds: ReadonlyArray<unknown> }) =>
      prompts.length === seeds.length,
    { expected: "as many lists of seeds as prompts" },
  )),
})

const Read = Schema.Struct({
  kind: Schema.Literal("read"),
  version,
  past,
  groups: Schema.Array(Schema.Struct({ prompt: Int32, rows: Schema.Array(Schema.Struct({ tokens: Int32 })) })),
  temperature: heat,
  signals,
})

const Row = Schema.Struct({ tokens: Int32, columns: Schema.Record(Schema.String, Finite32) }).check(
  Schema.makeFilter(
    ({ tokens, columns }: { readonly tokens: Int32Array; readonly columns: Readonly<Record<string, Float32Array>> }) =>
      Object.values(columns).every(({ length }) => length === tokens.length),
    { expected: "one number a token in each column" },
  ),
)

const Gradient = Schema.Struct({
  kind: Schema.Literal("gradient"),
  version,
  learner: Natural,
  piece: Schema.Struct({
    groups: Schema.Array(Schema.Struct({ prompt: Int32, rows: Schema.Array(Row) })),
    tokens: Count,
    sequences: Count,
  }),
})

/** Tasks as bytes. */
export const taskMessage: Codec<Task> = codec(
  "task",
  Schema.Union([Sample, Read, Gradient]) as Schema.Codec<Task, unknown>,
)
