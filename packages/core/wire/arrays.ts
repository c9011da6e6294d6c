// Schemas of typed arrays, which cross as they lie in memory.
import * as Schema from "effect/Schema"
import type { Value, Values } from "../graph/value.ts"

const typed = <A>(name: string, is: (u: unknown) => u is A) => Schema.declare(is, { expected: name })

export const Float32 = typed("a Float32Array", (u): u is Float32Array => u instanceof Float32Array)
export const Float64 = typed("a Float64Array", (u): u is Float64Array => u instanceof Float64Array)
export const Int32 = typed("an Int32Array", (u): u is Int32Array => u instanceof Int32Array)
export const Int8 = typed("an Int8Array", (u): u is Int8Array => u instanceof Int8Array)
export const Bytes = typed("a Uint8Array", (u): u is Uint8Array => u instanceof Uint8Array)

/** A float32 array without NaN and infinities. */
export const Finite32 = Float32.check(
  Schema.makeFilter((x: Float32Array) => isFinite32(x), { expected: "finite numbers" }),
)

// 0 x is 0 for finite x, else NaN. A gradient is as long as the model: one pass without a call a number.
const isFinite32 = (x: Float32Array): boolean => {
  let zero = 0
  for (let i = 0; i < x.length; i++) zero += 0 * x[i]
  return zero === 0
}

/** A whole number from 0. */
export const Natural = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** A whole number from 1. */
export const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

const fits = Schema.makeFilter(
  ({ dims, data }: Value) => dims.reduce((a, b) => a * b, 1) === data.length,
  { expected: "as many numbers as its dimensions say" },
)

const dims = Schema.Array(Natural)

/** A tensor whose data are as long as its dimensions say. */
export const AnyValue: Schema.Codec<Value> = Schema.Union([
  Schema.Struct({ dtype: Schema.Literal("float32"), dims, data: Float32 }).check(fits),
  Schema.Struct({ dtype: Schema.Literal("float64"), dims, data: Float64 }).check(fits),
  Schema.Struct({ dtype: Schema.Literal("int32"), dims, data: Int32 }).check(fits),
  Schema.Struct({ dtype: Schema.Literal("int8"), dims, data: Int8 }).check(fits),
  Schema.Struct({ dtype: Schema.Literal("bool"), dims, data: Bytes }).check(fits),
])

/** Tensors by name. */
export const AnyValues: Schema.Codec<Values> = Schema.Record(Schema.String, AnyValue)

/** float32 tensors by name. */
export const Floats: Schema.Codec<Readonly<Record<string, Value<"float32">>>> = Schema.Record(
  Schema.String,
  Schema.Struct({ dtype: Schema.Literal("float32"), dims, data: Float32 }).check(fits),
)
