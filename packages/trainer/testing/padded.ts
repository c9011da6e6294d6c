// Tokens of completions as losses and aggregations get them: a grid, and where its tokens are.
import { type Value, value } from "@rlif/core/graph/value"

/** A number a token, by completion. */
export type Rows = ReadonlyArray<ReadonlyArray<number>>

/** Rows of one length after the other, (R, T), padded by 7: nobody may read that. */
export const padded = (rows: Rows, rest = 7): Value<"float64"> => {
  const longest = Math.max(...rows.map((row) => row.length))
  const cells = rows.flatMap((row) => Array.from({ length: longest }, (_, t) => row[t] ?? rest))
  return value("float64", [rows.length, longest], Float64Array.from(cells))
}

/** The mask, (R, T), and the lengths, (R, 1), of such rows. */
export const layoutOf = (rows: Rows): { readonly mask: Value<"float64">; readonly lengths: Value<"float64"> } => ({
  mask: padded(rows.map((row) => row.map(() => 1)), 0),
  lengths: value("float64", [rows.length, 1], Float64Array.from(rows, (row) => row.length)),
})
