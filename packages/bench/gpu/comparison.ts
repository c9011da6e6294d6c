import { Schema } from "effect"

const Number = Schema.Number
const Measured = Schema.Struct({ perSecond: Number, cpuPerSecond: Number, ratio: Number })

/** What was found of a provider, as its process says it to the command. */
export const Comparison = Schema.Struct({
  /** What computes, as far as is known; `software` where that is no GPU. */
  device: Schema.String,
  software: Schema.Boolean,
  equality: Schema.Array(Schema.Struct({
    fixture: Schema.String,
    logits: Number,
    gradient: Number,
    parameter: Schema.String,
    tokens: Number,
    same: Number,
  })),
  /** Tokens a second here and on the CPU, and their ratio: the median over rounds in turn. */
  sampling: Measured,
  training: Measured,
  /** Bytes that the process had grown by at its peak, and what residents held then on the device. */
  grown: Number,
  resident: Number,
})
export type Comparison = typeof Comparison.Type

/** Either that, or why there is none, as a line of JSON (in which infinity is a word). */
export const Line = Schema.fromJsonString(
  Schema.toCodecJson(Schema.Union([Comparison, Schema.Struct({ missing: Schema.String })])),
)
