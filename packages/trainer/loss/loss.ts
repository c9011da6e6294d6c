import type { Float } from "@rlif/core/graph/dtype"
import type { Tensor } from "@rlif/core/graph/tensor"
import type { Signal } from "@rlif/core/signals"
import type { TokenColumn } from "./column.ts"

/**
 * A number per token that a batch may carry beside the model's present signals.
 * @since 0.1.0
 */
export type Column = "old" | "advantage" | "reference"

/**
 * A column that a loss reads: by name, or with how it is computed.
 * @since 0.1.0
 */
export type Need<C extends string = string, S extends string = string> = C | TokenColumn<C, S>

/**
 * The completions of a batch as a loss sees them: grids (R, T), R completions of at most T tokens. The model's signals
 * carry gradients; columns are constants. Padding reads 0.
 * @since 0.1.0
 */
export type LossBatch<C extends string = never> =
  & {
    /** (R, T), nats: log p(y_t) under the weights that learn. */
    readonly logprob: Tensor<Float>
    /** (R, T): any signal under the weights that learn. One that nobody asks for is not computed, and none is twice. */
    readonly signal: (signal: Signal) => Tensor<Float>
    /** (R, T): 1 at completion tokens, 0 in the padding. */
    readonly mask: Tensor<Float>
    /** (R, 1): completion lengths, 0 for an absent row. */
    readonly lengths: Tensor<Float>
  }
  & {
    readonly [
      /** (R, T): `old` is log p(y_t) when y_t was sampled, `reference` log p(y_t) under the initial weights. */
      K in C
    ]: Tensor<Float>
  }

/**
 * A loss of each token: a pure symbolic function, and the columns that the function reads, in the type as well as in the
 * data. A loss that reads `reference` makes the policy compute that column; other losses cannot see it.
 *
 * @example
 * ```ts
 * import { mul, neg } from "@rlif/core/graph/ops"
 * import type { Loss } from "@rlif/trainer/loss/loss"
 *
 * const mine: Loss<"advantage"> = {
 *   needs: ["advantage"],
 *   of: ({ advantage, logprob }) => neg(mul(advantage, logprob)),
 * }
 * ```
 *
 * @since 0.1.0
 */
export interface Loss<out C extends string = never, out S extends string = never> {
  readonly needs: ReadonlyArray<Need<C, S>>
  /** The loss of each token, (R, T); values in the padding are never read. */
  readonly of: (batch: LossBatch<C>) => Tensor<Float>
  /** Quantities (R, T) whose mean over the batch's tokens is worth a line in the metrics. */
  readonly metrics?: (
    batch: LossBatch<C>,
  ) => Readonly<Record<string, Tensor<Float>>>
}
