/**
 * What every set of defaults says: how much an update sees, and how far it goes.
 * @since 0.1.0
 */
export interface Defaults {
  /** Problems an update, and completions a problem. */
  readonly problems: number
  readonly completions: number
  /** The longest completion, in tokens. */
  readonly maxTokens: number
  /** Of sampling, and of every signal. */
  readonly temperature: number
  /** At its peak. */
  readonly learningRate: number
  /** Added to the standard deviation of a group's rewards. */
  readonly eps: number
  /** How far the ratio may leave 1: [1 - low, 1 + high]. */
  readonly clipLow: number
  readonly clipHigh: number
  /** Of the penalty on the distance from the weights at the start, where there is one. */
  readonly penaltyWeight: number
  readonly beta1: number
  readonly beta2: number
  readonly weightDecay: number
  /** The largest norm of the gradient. */
  readonly clipNorm: number
  /** Tokens that go through the model at once. */
  readonly microBatchTokens: number
}

/**
 * The paper's, and those of verl where it is silent: models of billions of parameters on mathematics (arXiv:2506.17219). The
 * default pipeline takes them.
 *
 * @example
 * ```ts
 * import { paper } from "@rlif/trainer/defaults/defaults"
 *
 * paper.problems * paper.completions // 1024 completions an update
 * ```
 *
 * @since 0.1.0
 */
export const paper: Defaults & {
  /** The share of the updates during which the learning rate rises. */
  readonly rising: number
} = {
  problems: 128,
  completions: 8,
  maxTokens: 3072,
  temperature: 1,
  learningRate: 3e-6,
  rising: 0.1,
  eps: 1e-6,
  clipLow: 0.2,
  clipHigh: 0.2,
  penaltyWeight: 0.005,
  beta1: 0.9,
  beta2: 0.999,
  weightDecay: 0,
  clipNorm: 1,
  microBatchTokens: 8192,
}

/**
 * The command's, for models that ship, of 340 thousand parameters: a run of a minute that shows what the paper saw. The
 * reproduction trains by them too, at learning rates of its own.
 * @since 0.1.0
 */
export const command: Defaults & {
  /** Updates, and those during which the learning rate rises. */
  readonly steps: number
  readonly warmUp: number
} = {
  ...paper,
  problems: 32,
  maxTokens: 64,
  learningRate: 3e-4,
  steps: 60,
  warmUp: 5,
  beta2: 0.99,
  microBatchTokens: 2048,
}
