import type { Numbers } from "./numbers.ts"

/**
 * What formulas of a whole batch may do beside: `B` is a list of lists of numbers, such as the losses of the tokens of each
 * completion.
 * @since 0.1.0
 */
export interface Batches<N, V, B> extends Numbers<N, V> {
  /** A number of each list. */
  readonly each: (batch: B, f: (v: V) => N) => V
}
