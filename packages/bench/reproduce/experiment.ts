import { seed } from "@rlif/core/random/seed"
import { command } from "@rlif/trainer/defaults/defaults"
import { Schema } from "effect"
import { objectiveNames } from "./objectives.ts"

/**
 * Where models come from: `sound`, whose likeliest answer is right; `wrong-mode`, where it is wrong for a known share of the
 * problems; `right-mode`, the mirror image of that; `mixed`, where models slip and ramble as in the sound world and the likeliest
 * answer is right for two thirds of the problems, as it may be for those of the paper.
 */
export const worlds = ["sound", "wrong-mode", "right-mode", "mixed"] as const

/** One of the worlds. */
export type World = (typeof worlds)[number]

/**
 * One training run as data: what decides every bit of its results. Two runs of the same seed start from the same weights,
 * see the same problems, and draw with the same random numbers.
 */
export const Experiment = Schema.Struct({
  world: Schema.Literals(worlds),
  /** The share of the instruct model in the weights at the start: 0 is the base model, 1 the instruct model. */
  instruct: Schema.Number,
  objective: Schema.Literals(objectiveNames),
  learningRate: Schema.Number,
  steps: Schema.Int,
  seed: Schema.Int,
  /** Updates between evaluations, and how many held-out problems each has: sampled once, greedily, and eight times. */
  every: Schema.Int,
  problems: Schema.Int,
  greedy: Schema.Int,
  groups: Schema.Int,
})

/** One training run as data. */
export type Experiment = typeof Experiment.Type

const { problems, completions, maxTokens, temperature, warmUp, clipNorm, beta1, beta2, eps } = command

/**
 * What all runs have in common, the command's defaults; a change of it makes all of them new, and so would another word
 * for `prompts`, the problems of an update: results are known by a hash of it.
 */
export const setting = {
  version: 3,
  prompts: problems,
  completions,
  maxTokens,
  temperature,
  warmUp,
  clipNorm,
  beta1,
  beta2,
  eps,
} as const

/** The name of a result: a hash of all that decides it. */
export const key = (kind: string, data: object): string =>
  [0, 1].map((salt) => seed(salt, kind, JSON.stringify(data)).toString(16).padStart(8, "0")).join("")
