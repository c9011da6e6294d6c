import type * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { drawn, field, listOf, lower, whole, within, without } from "./_drawn.ts"
import { choices, code, lighter, normalized, shape, smallest, weight } from "./_weights.ts"

/**
 * Probabilities of the symbols of a vocabulary, each above 0, their sum 1.
 * @stability unstable
 * @since 0.1.0
 */
export type Distribution = ReadonlyArray<number>

/**
 * Two distributions over one vocabulary.
 * @stability unstable
 * @since 0.1.0
 */
export interface Pair {
  readonly p: Distribution
  readonly q: Distribution
}

/**
 * The size of a vocabulary.
 * @stability unstable
 * @since 0.1.0
 */
export interface VocabularyOptions {
  /** Default 2. */
  readonly least?: number
  /** Default 6. */
  readonly most?: number
}

/** `count` distributions over one vocabulary, as columns of weights. */
const rows = <A>(
  count: number,
  { least = 2, most = 6 }: VocabularyOptions,
  build: (distributions: ReadonlyArray<Distribution>) => A,
): Arbitrary.Arbitrary<A> =>
  drawn(
    Schema.Struct({ shape, columns: listOf(listOf(code, count, count), least, most) }),
    {
      simpler: (data) => [
        ...field(data, "columns", without(data.columns, least)),
        ...field(data, "shape", lower(data.shape, 0).slice(0, 1)),
        ...field(data, "columns", within(data.columns, (column) => within(column, lighter))),
        // What loses no single symbol may still lose some, and have other weights.
        ...Array.from({ length: data.columns.length - least }, (_, i) => choices(count * (least + i))).flat()
          .map((codes) => columned(codes, count)),
        ...smallest(data.columns.flat()).map((codes) => columned(codes, count)),
      ],
      build: ({ shape, columns }) =>
        build(
          Array.from(
            { length: count },
            (_, i) => normalized(columns.map((column) => weight(column[i], shape))),
          ),
        ),
    },
  )

/** Codes as columns of plain weights. */
const columned = (codes: ReadonlyArray<number>, count: number) => ({
  shape: 0,
  columns: Array.from({ length: codes.length / count }, (_, j) => codes.slice(count * j, count * (j + 1))),
})

/**
 * Distributions over 2 to 6 symbols: of small whole weights, near a vertex (to one part in ten million), near uniform
 * (to one in ten thousand) and uniform itself. They shrink to few symbols and small weights.
 *
 * @example
 * ```ts
 * import { distributions } from "@rlif/trainer/equivalence"
 * import { Arbitrary, Effect } from "effect"
 *
 * Effect.runSync(Arbitrary.sampleEffect(distributions({ most: 3 }), { count: 5, seed: 1 })) // five of them
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const distributions = (options: VocabularyOptions = {}): Arbitrary.Arbitrary<Distribution> =>
  rows(1, options, ([p]) => p)

/**
 * A function's values at both distributions of a pair: a side to compare.
 * @stability unstable
 * @since 0.1.0
 */
export const ofBoth = (f: (p: Distribution) => number) => ({ p, q }: Pair): readonly [number, number] => [f(p), f(q)]

/**
 * Pairs of independent distributions over one vocabulary.
 * @stability unstable
 * @since 0.1.0
 */
export const distributionPairs = (options: VocabularyOptions = {}): Arbitrary.Arbitrary<Pair> =>
  rows(2, options, ([p, q]) => ({ p, q }))

/**
 * Logits: sixteenths between -8 and 8, 2 to 6 of them.
 * @stability unstable
 * @since 0.1.0
 */
export const logits = ({ least = 2, most = 6 }: VocabularyOptions = {}): Arbitrary.Arbitrary<ReadonlyArray<number>> =>
  drawn(listOf(whole(-128, 128), least, most), {
    simpler: (z) => [
      ...without(z, least),
      ...within(z, (x) => x === 0 ? [] : [0, ...lower(Math.abs(x), 1).map((y) => Math.sign(x) * y)]),
    ],
    build: (z) => z.map((x) => x / 16),
  })

/**
 * Two members of a temperature family, `p ~ w^a` and `q ~ w^b` with `0 < a < b <= 4` in quarters: q is the colder one. The
 * weights w are not all the same.
 * @stability unstable
 * @since 0.1.0
 */
export const temperatureFamilies = (
  { least = 2, most = 6 }: VocabularyOptions = {},
): Arbitrary.Arbitrary<Pair & { readonly a: number; readonly b: number }> =>
  drawn(
    Schema.Struct({
      hot: whole(1, 8),
      more: whole(1, 8),
      first: whole(1, 11),
      rest: listOf(code, least - 1, most - 1),
    }),
    {
      simpler: (data) => [
        ...field(data, "rest", without(data.rest, least - 1)),
        ...field(data, "rest", within(data.rest, lighter)),
        ...field(data, "first", lower(data.first, 1)),
        ...field(data, "hot", lower(data.hot, 1)),
        ...field(data, "more", lower(data.more, 1)),
      ],
      build: ({ hot, more, first, rest }) => {
        const a = hot / 4
        const b = (hot + more) / 4
        // The first weight is above the second, so that the family is not that of the uniform distribution.
        const w = [first + weight(rest[0]), ...rest.map((code) => weight(code))]
        const power = (beta: number) => normalized(w.map((x) => (x / Math.max(...w)) ** beta))
        return { a, b, p: power(a), q: power(b) }
      },
    },
  )

/**
 * Pairs where p majorises q: q is p after up to four transfers of weight from a larger to a smaller symbol, none of which
 * goes beyond exchanging them.
 * @stability unstable
 * @since 0.1.0
 */
export const majorisingPairs = ({ least = 2, most = 6 }: VocabularyOptions = {}): Arbitrary.Arbitrary<Pair> =>
  drawn(
    Schema.Struct({
      weights: listOf(code, least, most),
      transfers: listOf(Schema.Struct({ from: whole(0, 5), to: whole(0, 5), share: whole(1, 4) }), 1, 4),
    }),
    {
      simpler: (data) => [
        ...field(data, "weights", without(data.weights, least)),
        ...field(data, "transfers", without(data.transfers, 1)),
        ...field(data, "weights", within(data.weights, lighter)),
        ...field(
          data,
          "transfers",
          within(data.transfers, (transfer) => [
            ...field(transfer, "from", lower(transfer.from, 0)),
            ...field(transfer, "to", lower(transfer.to, 0)),
            ...field(transfer, "share", lower(transfer.share, 1)),
          ]),
        ),
      ],
      build: ({ weights, transfers }) => {
        const w = weights.map((code) => weight(code))
        const after = [...w]
        for (const { from, to, share } of transfers) {
          const [i, j] = [from % w.length, to % w.length]
          const moved = (after[i] - after[j]) * share / 8 // at most half of the gap, whichever is larger
          after[i] -= moved
          after[j] += moved
        }
        return { p: normalized(w), q: normalized(after) }
      },
    },
  )
