// What crosses between machines, by its schema and nothing else.
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import { decodeFields } from "../files/decode_fields.ts"
import { packed, type Room, unpacked } from "./frame.ts"
import { WireError } from "./wire_error.ts"

/** A kind of message: to bytes, and back from bytes of anybody. */
export interface Codec<A> {
  readonly encode: (message: A, room?: Room) => Uint8Array<ArrayBuffer>
  /** Arrays of the message are views of what was received. */
  readonly decode: (bytes: Uint8Array) => Effect.Effect<A, WireError>
}

/** The codec of a schema, whose messages are called `what`. */
export const codec = <A>(what: string, schema: Schema.ConstraintDecoder<A>): Codec<A> => {
  const wrong = (field: string, why: string) => new WireError({ what, field, why })
  return {
    // What is sent is not judged: a number that is none is the receiver's to refuse.
    encode: packed,
    decode: (bytes) =>
      Effect.try({
        try: () => unpacked(bytes),
        catch: (cause) => wrong("", cause instanceof Error ? cause.message : String(cause)),
      }).pipe(
        Effect.flatMap((data) => {
          const found = decodeFields(schema, data)
          return Result.isSuccess(found)
            ? Effect.succeed(found.success)
            : Effect.fail(wrong(found.failure.field, found.failure.message))
        }),
      ),
  }
}
