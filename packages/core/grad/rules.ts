import type { OpName } from "../graph/tensor.ts"
import { attentions } from "./_attention.ts"
import { binary, unary } from "./_elementwise.ts"
import { fused } from "./_fused.ts"
import { products } from "./_matmul.ts"
import { reductions } from "./_reduce.ts"
import { rows } from "./_rows.ts"
import { none, type Rules } from "./_rule.ts"
import { moves } from "./_shape.ts"

export type { Rule, Rules } from "./_rule.ts"

/** The gradient of every operation: total over the names, so an operation without a rule does not compile. */
export const rules: Rules<OpName> = {
  // nothing comes before a leaf
  input: none,
  constant: none,
  // truth values are steps: their derivative is 0 wherever it exists
  less: none,
  lessEqual: none,
  equal: none,
  and: none,
  or: none,
  not: none,
  ...binary,
  ...unary,
  ...reductions,
  ...moves,
  ...rows,
  ...products,
  ...fused,
  ...attentions,
}
