/**
 * A set of defaults: how much an update sees, and how far it goes.
 * @since 0.1.0
 */
export interface Defaults {
  /** Problems per update. */
  readonly problems: number
  /** Completions per problem. */
  readonly completions: number
  /** The longest completion, in tokens. */
  readonly maxTokens: number
  /** The temperature of sampling, and of every signal. */
  readonly temperature: number
  /** The learning rate at its peak. */
  readonly learningRate: number
  /** Added to the standard deviation of a group's rewards. */
  readonly eps: number
  /** How far the ratio may fall below 1, and with `clipHigh` rise above it. */
  readonly clipLow: number
  readonly clipHigh: number
  /** The weight of the penalty, if any, on the distance from the initial weights. */
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
 * The paper's defaults (arXiv:2506.17219), and verl's for what the paper does not say: models of billions of parameters on
 * mathematics. The default pipeline takes them.
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
  microBatchTokens: 2048,
}

/**
 * The command's defaults, for the shipped models of 340 thousand parameters: a run of a minute shows what the paper saw.
 * The reproduction trains by them too, at learning rates of its own.
 * @since 0.1.0
 */
export const command: Defaults & {
  /** Updates of a run. */
  readonly steps: number
  /** Updates during which the learning rate rises. */
  readonly warmUp: number
} = {
  ...paper,
  problems: 32,
  maxTokens: 64,
  learningRate: 3e-4,
  steps: 60,
  warmUp: 5,
  beta2: 0.99,
}
