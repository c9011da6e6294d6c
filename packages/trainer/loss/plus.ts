import { add } from "@rlif/core/graph/ops"
import type { Loss, Need } from "./loss.ts"

/**
 * The sum of two losses, token by token, which needs the columns of both. Of two metrics of one name that of `b` stays.
 *
 * @example
 * ```ts
 * import { clipped } from "@rlif/trainer/loss/clipped"
 * import { k3 } from "@rlif/trainer/loss/k3"
 * import { plus } from "@rlif/trainer/loss/plus"
 * import { times } from "@rlif/trainer/loss/times"
 *
 * const loss = plus(clipped({ high: 0.28 }), times(0.005, k3))
 * loss.needs // ["old", "advantage", "reference"]
 * ```
 *
 * @since 0.1.0
 */
export const plus = <A extends string, B extends string, S extends string = never, T extends string = never>(
  a: Loss<A, S>,
  b: Loss<B, T>,
): Loss<A | B, S | T> => ({
  needs: [...new Set<Need<A | B, S | T>>([...a.needs, ...b.needs])],
  of: (batch) => add(a.of(batch), b.of(batch)),
  metrics: (batch) => ({ ...a.metrics?.(batch), ...b.metrics?.(batch) }),
})
