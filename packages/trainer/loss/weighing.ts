import { mul } from "@rlif/core/graph/ops"
import type { TokenColumn } from "./column.ts"
import type { Loss, LossBatch } from "./loss.ts"

/**
 * A loss times a column, token by token: a mask leaves tokens out, a weight lets them count more. What aggregations divide by
 * stays the number of all tokens; metrics stay as they are.
 *
 * @since 0.1.0
 */
export const weighing = <N extends string, S extends string, C extends string, T extends string = never>(
  column: TokenColumn<N, S>,
  loss: Loss<C, T>,
): Loss<C | N, S | T> => ({
  ...loss,
  needs: [...loss.needs, column],
  of: (batch) => mul(loss.of(batch), (batch as LossBatch<N>)[column.name]),
})
