import * as Schema from "effect/Schema"
import type { Values } from "../graph/value.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { adapterTargets } from "../model/adapter.ts"
import { AnyValues, Count, Natural } from "./arrays.ts"
import { type Codec, codec } from "./codec.ts"

/** Weights of a version: all of them, or those that have changed since another. */
export interface WeightsMessage {
  /** The changes of weights that came before. */
  readonly version: number
  readonly values: Values
  /** In place of values that the receiver has, their fingerprints. */
  readonly held?: Readonly<Record<string, string>>
}

/** A SHA-256 in hexadecimal. */
export const Fingerprint = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/))

/** Weights as bytes. */
export const weightsMessage: Codec<WeightsMessage> = codec(
  "weights",
  Schema.Struct({
    version: Natural,
    values: AnyValues,
    held: Schema.optionalKey(Schema.Record(Schema.String, Fingerprint)),
  }) as Schema.Codec<WeightsMessage, unknown>,
)

const positive = Schema.Finite.check(Schema.isGreaterThan(0))

const Scaling = Schema.Union([
  Schema.Struct({ type: Schema.Literal("linear"), factor: positive }),
  Schema.Struct({
    type: Schema.Literal("llama3"),
    factor: positive,
    lowTurns: positive,
    highTurns: positive,
    originalPositions: positive,
  }),
  Schema.Struct({
    type: Schema.Literal("yarn"),
    factor: positive,
    fastTurns: positive,
    slowTurns: positive,
    whole: Schema.Boolean,
    originalPositions: positive,
    attention: positive,
  }),
  Schema.Struct({ type: Schema.Literal("dynamic"), factor: positive }),
])

const Adapter = Schema.Struct({
  rank: Count,
  alpha: Schema.Finite,
  scaling: Schema.optionalKey(Schema.Literals(["rank", "root"])),
  ranks: Schema.optionalKey(Schema.Record(Schema.String, Count)),
  alphas: Schema.optionalKey(Schema.Record(Schema.String, Schema.Finite)),
  targets: Schema.Array(Schema.Literals(adapterTargets)),
  frozen: Schema.optionalKey(Schema.Literal("int8")),
})

/** The shape of a model as bytes. */
export const configMessage: Codec<ModelConfig> = codec(
  "config",
  Schema.Struct({
    architecture: Schema.Literals(["llama", "qwen2", "qwen3"]),
    vocab: Count,
    width: Count,
    inner: Count,
    layers: Count,
    heads: Count,
    keyHeads: Count,
    headWidth: Count,
    epsilon: Schema.Finite,
    theta: positive,
    ropeScaling: Schema.optionalKey(Scaling),
    tied: Schema.Boolean,
    attentionBias: Schema.optionalKey(Schema.Literal(true)),
    maxPositions: Count,
    adapter: Schema.optionalKey(Adapter),
  }) as Schema.Codec<ModelConfig, unknown>,
)
