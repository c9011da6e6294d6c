import type { Rational } from "./_rational.ts"

/**
 * What an answer says, as far as it can be seen without algebra: its shape, its exact numbers, its words. What is left is an
 * expression, which nobody has understood yet: its LaTeX is for an algebra engine.
 */
export type Reading =
  | { readonly kind: "number"; readonly value: Rational }
  | { readonly kind: "numeral"; readonly value: bigint; readonly base: number }
  | { readonly kind: "words"; readonly words: string }
  | { readonly kind: "expression"; readonly latex: string }
  /** A tuple, a vector or an interval: order and brackets count. Brackets of their own have 2:7, 3:30 p.m. and 3 mod 7. */
  | { readonly kind: "sequence"; readonly open: string; readonly close: string; readonly items: ReadonlyArray<Reading> }
  /** Values in any order: a set, a list without brackets, the two of a plus-minus, the parts of a union. */
  | { readonly kind: "set"; readonly of: "values" | "union"; readonly items: ReadonlyArray<Reading> }
  | { readonly kind: "matrix"; readonly bars: boolean; readonly rows: ReadonlyArray<ReadonlyArray<Reading>> }
  | { readonly kind: "equation"; readonly left: string; readonly right: string; readonly value: Reading }
