// What somebody has of a model before anything of it was sent. A weight that is equal by its fingerprint does not cross: its
// fingerprint stands in its place, and whoever reads it takes the tensor that is there.
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { tensorFingerprint } from "../graph/fingerprint.ts"
import type { Value, Values } from "../graph/value.ts"
import { parameterShapes } from "../model/adapter_shapes.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { quantized } from "../model/quantized.ts"
import { configMessage, Fingerprint, weightsMessage } from "./weights_message.ts"
import { WireError } from "./wire_error.ts"

/**
 * Tensors by their fingerprints.
 * @stability unstable
 * @since 0.1.0
 */
export type Known = ReadonlyMap<string, Value>

/** Most tensors that are said to be known; models have some hundreds. */
const most = 2 ** 14

/**
 * The fingerprints of what somebody has, as they are said.
 * @stability unstable
 * @since 0.1.0
 */
export const KnownFingerprints = Schema.Array(Fingerprint).check(Schema.isMaxLength(most))

/**
 * What of these float32 weights a model of the sent shape may have: also as integers, where it stores them as such. Other fibers
 * run between tensors, as hashing a large model takes seconds.
 * @stability unstable
 * @since 0.1.0
 */
export const knownOf = Effect.fnUntraced(function* (config: Uint8Array, values: Values) {
  const known = new Map<string, Value>()
  for (const tensor of storedOf(yield* configMessage.decode(config), values)) {
    if (known.size < most) known.set(tensorFingerprint(tensor), tensor)
    yield* Effect.yieldNow
  }
  return known as Known
})

function* storedOf(config: ModelConfig, values: Values): Generator<Value> {
  for (const [name, shape] of Object.entries(parameterShapes(config))) {
    const given = values[name]
    if (given?.dtype !== "float32" || given.dims.join() !== shape.join()) continue
    yield* Object.values(quantized(config, { [name]: given as Value<"float32"> }))
  }
}

/**
 * A message as it was meant, from one that was received, and which of its tensors were here. Fails at the fingerprint of a tensor
 * that is not known.
 * @stability unstable
 * @since 0.1.0
 */
export const receivedWeights = Effect.fnUntraced(function* (bytes: Uint8Array, known: Known = new Map()) {
  const { version, values, held = {} } = yield* weightsMessage.decode(bytes)
  const found: Record<string, Value> = {}
  for (const [name, fingerprint] of Object.entries(held)) {
    const tensor = known.get(fingerprint)
    if (tensor === undefined) {
      return yield* new WireError({ what: "weights", field: `held.${name}`, why: "nothing here has that fingerprint" })
    }
    found[name] = tensor
  }
  return { version, values: { ...values, ...found }, here: found }
})
