// What fields of configurations may be.
import * as Schema from "effect/Schema"

/** A whole number above 0. */
export const Count = Schema.Int.check(Schema.isGreaterThan(0))

/** A number above 0. */
export const Positive = Schema.Finite.check(Schema.isGreaterThan(0))

/** An optional field. Null counts as absent, since files write either. */
export const maybe = <S extends Schema.Constraint>(schema: S) => Schema.optional(Schema.NullOr(schema))
