import type * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { drawn, field, listOf, lower, whole, within, without } from "./_drawn.ts"
import { nodes, trajectories, type Trajectory, type Tree } from "./trees.ts"
import { code, lighter, normalized, weight } from "./_weights.ts"
import type { Distribution } from "./distributions.ts"

/**
 * One completion as a loss sees it, and how often it occurs in the batch: 1, or its probability for an expectation.
 * @stability unstable
 * @since 0.1.0
 */
export interface Weighted {
  readonly weight: number
  /** By token: the row of the table that it was drawn from, and its symbol. */
  readonly rows: ReadonlyArray<number>
  readonly tokens: ReadonlyArray<number>
  readonly advantage: number
}

/**
 * Completions of a small tabular policy: its parameters are the logits of a table's rows, over one vocabulary. Losses
 * are differentiated by these logits.
 * @stability unstable
 * @since 0.1.0
 */
export interface Batch {
  /** The policy that learns: a distribution a row, logits its logarithms. */
  readonly table: ReadonlyArray<Distribution>
  /** The policy that sampled. */
  readonly old: ReadonlyArray<Distribution>
  /** The policy that is stayed near to. */
  readonly reference: ReadonlyArray<Distribution>
  readonly completions: ReadonlyArray<Weighted>
}

/**
 * Batches of 1 to 4 completions of up to 4 tokens over 2 to 4 symbols, advantages in quarters from -2 to 2. On-policy
 * batches were sampled by the policy that learns: every ratio is 1.
 * @stability unstable
 * @since 0.1.0
 */
export const batches = (
  { onPolicy = false }: { readonly onPolicy?: boolean } = {},
): Arbitrary.Arbitrary<Batch> => {
  const row = Schema.Struct({ now: listOf(code, 4, 4), old: listOf(code, 4, 4), reference: listOf(code, 4, 4) })
  const token = Schema.Struct({ row: whole(0, 2), symbol: whole(0, 3) })
  const completion = Schema.Struct({ tokens: listOf(token, 1, 4), advantage: whole(-8, 8) })
  return drawn(
    Schema.Struct({
      symbols: whole(2, 4),
      table: listOf(row, 3, 3),
      completions: listOf(completion, 1, 4),
    }),
    {
      simpler: (data) => [
        ...field(data, "completions", without(data.completions, 1)),
        ...field(data, "symbols", lower(data.symbols, 2)),
        ...field(
          data,
          "completions",
          within(data.completions, (completion) => [
            ...field(completion, "tokens", without(completion.tokens, 1)),
            ...field(
              completion,
              "tokens",
              within(completion.tokens, (at) => [
                ...field(at, "row", lower(at.row, 0)),
                ...field(at, "symbol", lower(at.symbol, 0)),
              ]),
            ),
            ...field(completion, "advantage", simplerAdvantages(completion.advantage)),
          ]),
        ),
        ...field(
          data,
          "table",
          within(data.table, (row) => [
            ...field(row, "reference", within(row.reference, lighter)),
            ...field(row, "old", within(row.old, lighter)),
            ...field(row, "now", within(row.now, lighter)),
          ]),
        ),
      ],
      build: ({ symbols, table, completions }) => {
        const used = 1 + Math.max(...completions.flatMap(({ tokens }) => tokens.map(({ row }) => row)))
        const policy = (name: "now" | "old" | "reference") =>
          table.slice(0, used).map((row) => normalized(row[name].slice(0, symbols).map((code) => weight(code))))
        const now = policy("now")
        return {
          table: now,
          old: onPolicy ? now : policy("old"),
          reference: policy("reference"),
          completions: completions.map(({ tokens, advantage }) => ({
            weight: 1,
            rows: tokens.map(({ row }) => row),
            tokens: tokens.map(({ symbol }) => symbol % symbols),
            advantage: advantage / 4,
          })),
        }
      },
    },
  )
}

const simplerAdvantages = (advantage: number): ReadonlyArray<number> =>
  [4, -4, 0].includes(advantage) ? [] : advantage > 0 ? [4] : [-4]

/**
 * Every completion of a tree, each as often as it is likely, sampled by the tree itself: what a loss makes of this batch
 * is its expectation. Every node has the same number of symbols, or one, which is forced. `reference` has the tree's form.
 * @stability unstable
 * @since 0.1.0
 */
export const everyWeighted = (
  tree: Tree,
  { advantage = () => 0, reference = tree }: {
    readonly advantage?: (trajectory: Trajectory, i: number) => number
    readonly reference?: Tree
  } = {},
): Batch => {
  const table = nodes(tree).map(({ p }) => p)
  return {
    table,
    old: table,
    reference: nodes(reference).map(({ p }) => p),
    completions: trajectories(tree).map((trajectory, i) => ({
      weight: trajectory.probability,
      rows: trajectory.nodes,
      tokens: trajectory.path.map(({ token }) => token),
      advantage: advantage(trajectory, i),
    })),
  }
}
