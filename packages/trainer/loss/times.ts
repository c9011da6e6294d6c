import { mul } from "@rlif/core/graph/ops"
import type { Loss } from "./loss.ts"

/**
 * A loss with a weight; its metrics stay as they are.
 * @since 0.1.0
 */
export const times = <C extends string, S extends string = never>(weight: number, loss: Loss<C, S>): Loss<C, S> => ({
  ...loss,
  of: (batch) => mul(loss.of(batch), weight),
})
