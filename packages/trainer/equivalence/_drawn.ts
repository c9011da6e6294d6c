// How random data become a case: drawn from a schema, shrunk greedily and afresh at every step, and only then built.
import * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"

/** A whole number from `least` to `most`. */
export const whole = (least: number, most: number) =>
  Schema.Int.check(Schema.isBetween({ minimum: least, maximum: most }))

/** Between `least` and `most` of them. */
export const listOf = <S extends Schema.Constraint>(item: S, least: number, most: number) =>
  Schema.Array(item).check(Schema.isMinLength(least), Schema.isMaxLength(most))

/** Data of a schema with all their simplifications in order of preference, and the case they stand for. */
export const drawn = <D, A>(
  schema: Schema.Codec<D, unknown>,
  { simpler, build }: { readonly simpler: (data: D) => ReadonlyArray<D>; readonly build: (data: D) => A },
): Arbitrary.Arbitrary<A> => Arbitrary.map(Arbitrary.schema(schema, { shrink: simpler }), build)

/** Smaller whole numbers, the smallest first. */
export const lower = (value: number, least: number): ReadonlyArray<number> => [
  ...new Set([least, least + ((value - least) >> 1), value - 1].filter((x) => x >= least && x < value)),
]

/** The list with one element taken out, for each. */
export const without = <A>(list: ReadonlyArray<A>, least: number): ReadonlyArray<ReadonlyArray<A>> =>
  list.length <= least ? [] : list.map((_, i) => list.toSpliced(i, 1))

/** The list with one element made simpler, for each and each way. */
export const within = <A>(
  list: ReadonlyArray<A>,
  simpler: (item: A) => ReadonlyArray<A>,
): ReadonlyArray<ReadonlyArray<A>> => list.flatMap((item, i) => simpler(item).map((x) => list.with(i, x)))

/** The record with one field made simpler. */
export const field = <D, K extends keyof D>(data: D, key: K, simpler: ReadonlyArray<D[K]>): ReadonlyArray<D> =>
  simpler.map((value) => ({ ...data, [key]: value }))
