// Whole numbers, of which cases are made that a reader can check by hand.
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"

/** A whole number from `least` to `most`. */
export const whole = (least: number, most: number): Arbitrary.Arbitrary<number> =>
  Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: least, maximum: most })))
