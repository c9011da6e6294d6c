import { mul } from "@rlif/core/graph/ops"
import type { Column, Loss } from "./loss.ts"

/**
 * A loss with a weight; its metrics stay as they are.
 * @since 0.1.0
 */
export const times = <C extends Column>(weight: number, loss: Loss<C>): Loss<C> => ({
  ...loss,
  of: (batch) => mul(loss.of(batch), weight),
})
