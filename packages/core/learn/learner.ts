import type { Graph } from "../graph/graph.ts"
import * as names from "../graph/names.ts"
import type { Prompted, Row } from "../model/prompted.ts"
import { type FlatSignal, unflattenSignal } from "../signals/flat_signal.ts"
import type { Signal } from "../signals/signal.ts"

/**
 * All that the policy needs to learn, as plain data that crosses to a worker once. The trainer compiles model, loss,
 * aggregation and optimizer into a learner; the policy only packs batches, runs programs, adds up gradients and applies them.
 * @stability unstable
 * @since 0.1.0
 */
export interface Learner {
  /**
   * The gradient of one micro-batch. Inputs: every parameter by its checkpoint name, the layout's inputs
   * (`model/packed.ts`), one grid (R, T) for each column of the batch, and the whole batch's scalars `tokens` and
   * `sequences`. Outputs: `grad.<parameter>` for each trainable parameter, and every name in `metrics`. Results of
   * micro-batches add up, because each result is already divided by a scalar of the whole batch.
   */
  readonly step: Graph
  /**
   * Present where a micro-batch is learned layer by layer, each layer computed again on the way back, and the vocabulary
   * head a chunk of tokens at a time: then `step` is not run. The loss alone: its inputs are the signals that it reads,
   * `signal.<name>`, (M) each, and what `step` reads beside model and tokens; its outputs `grad.<name>`, (M) each, where a
   * gradient flows, and every name in `metrics`.
   */
  readonly loss?: Graph
  /** The signals that loss and metrics read. */
  readonly signals: ReadonlyArray<FlatSignal>
  /** How a metric combines over micro-batches. */
  readonly metrics: Readonly<Record<string, "sum" | "max" | "min">>
  /** The per-token columns that batches must carry, such as `advantage` and `old`; padding reads 0. */
  readonly columns: ReadonlyArray<string>
  /** Whether the policy adds the column `reference`: log-probabilities in nats under the policy's first weights. */
  readonly reference: boolean
  /** The temperature at which the loss takes log-probabilities. */
  readonly temperature: number
  /**
   * One element-wise program for any tensor (symbolic size `"n"`). Inputs: `parameter`, `gradient`, each slot, and the
   * scalars `step` (1 first), `learning_rate` and `grad_norm` (before clipping). Outputs: `next.parameter`, `next.<slot>`.
   */
  readonly optimizer: Graph
  /** The optimizer's state: one tensor a parameter, filled with `init` at first. */
  readonly slots: ReadonlyArray<
    { readonly name: string; readonly init: number }
  >
  /** The parameters that change; the others are constants. */
  readonly trainable: ReadonlyArray<string>
  /** Most tokens of a micro-batch. A group with more tokens is split by completions. */
  readonly microBatchTokens: number
}

/**
 * The signals among the inputs of a loss that is a graph of its own.
 * @since 0.1.0
 */
export const readBy = (signals: ReadonlyArray<FlatSignal>, { inputs }: Graph): ReadonlyArray<Signal> =>
  signals.filter(({ name }) => Object.hasOwn(inputs, names.signal(name))).map(unflattenSignal)

/**
 * One completion to learn from; each column has one number per completion token.
 * @stability unstable
 * @since 0.1.0
 */
export interface TrainingRow extends Row {
  readonly columns: Readonly<Record<string, Float32Array>>
}

/**
 * Completions of one prompt to learn from.
 * @stability unstable
 * @since 0.1.0
 */
export type TrainingGroup = Prompted<TrainingRow>

/**
 * The data of one update.
 * @stability unstable
 * @since 0.1.0
 */
export interface TrainingBatch {
  readonly groups: ReadonlyArray<TrainingGroup>
  readonly learningRate: number
}
