import type { Group } from "@rlif/core/sample/group"
import type * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { drawn, field, listOf, lower, whole, within, without } from "./_drawn.ts"
import { grouped, type Path, rollout } from "./_rollouts.ts"
import { choices, code, lighter, normalized, shape, smallest, weight } from "./_weights.ts"

/**
 * A group of completions and the distributions that its signals were taken from: by completion, token and symbol.
 * @stability unstable
 * @since 0.1.0
 */
export interface KnownGroup extends Group {
  readonly paths: ReadonlyArray<Path>
}

/**
 * The group of completions that were drawn from these distributions, at temperature 1: every second one was cut short.
 *
 * @example
 * ```ts
 * import { groupOf } from "@rlif/trainer/equivalence"
 *
 * groupOf([[{ p: [1 / 4, 3 / 4], token: 1 }]]).rollouts[0].signals.logprob // [log 3/4]
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const groupOf = (paths: ReadonlyArray<Path>): KnownGroup => ({
  ...grouped(paths.map((path, i) => rollout(path, i % 2 === 0 ? "stop" : "length"))),
  paths,
})

/**
 * Sizes of random groups.
 * @stability unstable
 * @since 0.1.0
 */
export interface GroupOptions {
  /** Completions, at least. Default 2. */
  readonly least?: number
  /** Completions, at most. Default 4. */
  readonly most?: number
  /** Tokens a completion, at most. Default 4. */
  readonly tokens?: number
  /** Symbols, from and to. Default 2 to 5. */
  readonly vocabulary?: readonly [least: number, most: number]
}

/**
 * Groups of completions over one vocabulary: the signals of each token are those of a real distribution, and agree with
 * one another. Completions may repeat. They shrink to few, short completions of few symbols and small weights.
 *
 * @example
 * ```ts
 * import { groups } from "@rlif/trainer/equivalence"
 * import { Arbitrary, Effect } from "effect"
 *
 * const [group] = Effect.runSync(Arbitrary.sampleEffect(groups({ vocabulary: [3, 3] }), { count: 1, seed: 1 }))
 * group.rollouts[0].signals.entropy // of group.paths[0], each at most log 3
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const groups = (
  { least = 2, most = 4, tokens = 4, vocabulary: [fewest, all] = [2, 5] }: GroupOptions = {},
): Arbitrary.Arbitrary<KnownGroup> =>
  drawn(
    Schema.Struct({
      shape,
      symbols: whole(fewest, all),
      rollouts: listOf(
        listOf(Schema.Struct({ codes: listOf(code, all, all), token: whole(0, all - 1) }), 1, tokens),
        least,
        most,
      ),
    }),
    {
      simpler: (data) => [
        ...field(data, "rollouts", without(data.rollouts, least)),
        ...field(data, "rollouts", within(data.rollouts, (path) => without(path, 1))),
        ...field(data, "symbols", lower(data.symbols, fewest)),
        ...field(data, "shape", lower(data.shape, 0).slice(0, 1)),
        ...field(
          data,
          "rollouts",
          within(data.rollouts, (path) =>
            within(path, (at) => [
              ...field(at, "token", lower(at.token, 0)),
              // The symbols that are left out stay as they are.
              ...field(
                at,
                "codes",
                within(at.codes.slice(0, data.symbols), lighter)
                  .map((codes) => [...codes, ...at.codes.slice(data.symbols)]),
              ),
            ])),
        ),
        // What loses no single part may still be as few single tokens as there may be, with other weights.
        ...Array.from({ length: data.symbols - fewest + 1 }, (_, i) => fewest + i)
          .filter((symbols) => least * symbols < data.symbols * data.rollouts.flat().length)
          .flatMap((symbols) => choices(least * symbols).map((codes) => single(codes, { symbols, all }))),
        ...smallest(data.rollouts.flat().flatMap(({ codes }) => codes.slice(0, data.symbols)))
          .map((codes) => ({ ...data, shape: 0, rollouts: refilled(data, codes) })),
      ],
      build: ({ symbols, rollouts, shape }) => {
        const paths = rollouts.map((path) =>
          path.map(({ codes, token }) => ({
            p: normalized(codes.slice(0, symbols).map((code) => weight(code, shape, true))),
            token: token % symbols,
          }))
        )
        return groupOf(paths)
      },
    },
  )

/** Completions of one token each, the first symbol, of these weights. */
const single = (
  codes: ReadonlyArray<number>,
  { symbols, all }: { readonly symbols: number; readonly all: number },
) => ({
  shape: 0,
  symbols,
  rollouts: Array.from({ length: codes.length / symbols }, (_, i) => [{
    token: 0,
    codes: Array.from({ length: all }, (_, j) => j < symbols ? codes[symbols * i + j] : 1),
  }]),
})

interface Cells {
  readonly symbols: number
  readonly rollouts: ReadonlyArray<ReadonlyArray<{ readonly codes: ReadonlyArray<number>; readonly token: number }>>
}

/** The completions with other weights, in order. */
const refilled = ({ symbols, rollouts }: Cells, codes: ReadonlyArray<number>): Cells["rollouts"] => {
  let next = 0
  return rollouts.map((path) =>
    path.map((at) => ({
      ...at,
      codes: [...codes.slice(symbols * next, symbols * ++next), ...at.codes.slice(symbols)],
    }))
  )
}

/**
 * The rewards of a group, quarters between -10 and 10, some of them the same; `distinct` leaves out the constant groups.
 * @stability unstable
 * @since 0.1.0
 */
export const rewardGroups = (
  { least = 2, most = 8, distinct = false }: {
    readonly least?: number
    readonly most?: number
    readonly distinct?: boolean
  } = {},
): Arbitrary.Arbitrary<Float64Array> =>
  drawn(listOf(whole(-40, 40), distinct ? Math.max(2, least) : least, most), {
    simpler: (rewards) => [
      ...without(rewards, distinct ? Math.max(2, least) : least),
      ...within(rewards, (r) => r === 0 ? [] : [0, ...lower(Math.abs(r), 1).map((x) => Math.sign(r) * x)]),
    ],
    build: (rewards) => {
      const values = Float64Array.from(rewards, (r) => r / 4)
      // A group of one value is told apart by its first.
      if (distinct && values.every((r) => r === values[0])) values[0] += 1
      return values
    },
  })
