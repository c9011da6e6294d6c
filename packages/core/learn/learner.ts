import type { Graph } from "../graph/graph.ts"
import * as names from "../graph/names.ts"
import type { Prompted, Row } from "../model/prompted.ts"
import { type FlatSignal, unflattenSignal } from "../signals/flat_signal.ts"
import type { Signal } from "../signals/signal.ts"

/**
 * All that the policy needs to learn, as data: it crosses to a worker once, and closures never do. The trainer compiles
 * model, loss, aggregation and optimizer into it; the policy only packs, runs, accumulates and applies.
 */
export interface Learner {
  /**
   * The gradient of one micro-batch. Inputs: every parameter by its checkpoint name, the layout's inputs
   * (`model/packed.ts`), one grid (R, T) for each column of the batch, and the scalars of the whole batch, `tokens` and
   * `sequences`. Outputs: `grad.<parameter>` for each trainable one, and every name in `metrics`. Partial results add up
   * over micro-batches, because each already divides by the whole batch.
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
  /** Whether the policy adds the column `reference`: log-probabilities under the weights it started from. */
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
  /** At most this many tokens in one micro-batch (a single group may exceed it and is then split by completions). */
  readonly microBatchTokens: number
}

/** Those signals that a loss, a graph of its own, has as inputs. */
export const readBy = (signals: ReadonlyArray<FlatSignal>, { inputs }: Graph): ReadonlyArray<Signal> =>
  signals.filter(({ name }) => Object.hasOwn(inputs, names.signal(name))).map(unflattenSignal)

/** One completion to learn from; each column has one number per completion token. */
export interface TrainingRow extends Row {
  readonly columns: Readonly<Record<string, Float32Array>>
}

/** Completions of one prompt to learn from. */
export type TrainingGroup = Prompted<TrainingRow>

/** One update's worth of data. */
export interface TrainingBatch {
  readonly groups: ReadonlyArray<TrainingGroup>
  readonly learningRate: number
}
