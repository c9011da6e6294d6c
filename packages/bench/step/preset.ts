// The steps that are measured: a model's shape and the work of one update.
import { command } from "@rlif/trainer/defaults/defaults"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { architectures } from "@rlif/core/model/architectures.ts"

/** A model's shape, and a step's prompts and completions, which nothing ends early. */
export interface Preset {
  readonly width: number
  readonly layers: number
  readonly heads: number
  readonly keyHeads: number
  readonly inner: number
  readonly vocab: number
  readonly promptTokens: number
  readonly newTokens: number
  readonly prompts: number
  /** Completions a prompt. */
  readonly completions: number
}

/** From a model whose kernels are small to one whose products fill the cores; the last has two queries a key head. */
export const presets = {
  tiny: {
    width: 128,
    layers: 4,
    heads: 4,
    keyHeads: 4,
    inner: 352,
    vocab: 64,
    promptTokens: 16,
    newTokens: 48,
    prompts: 32,
    completions: 8,
  },
  small: {
    width: 256,
    layers: 6,
    heads: 8,
    keyHeads: 8,
    inner: 688,
    vocab: 512,
    promptTokens: 32,
    newTokens: 96,
    prompts: 16,
    completions: 8,
  },
  medium: {
    width: 512,
    layers: 8,
    heads: 8,
    keyHeads: 4,
    inner: 1408,
    vocab: 4096,
    promptTokens: 64,
    newTokens: 192,
    prompts: 4,
    completions: 8,
  },
} as const satisfies Readonly<Record<string, Preset>>

/** The name of a preset. */
export type PresetName = keyof typeof presets

/** Their names, the smallest model's first. */
export const presetNames = Object.keys(presets) as ReadonlyArray<PresetName>

/** The model of a preset. */
export const configOf = ({ width, layers, heads, keyHeads, inner, vocab }: Preset): ModelConfig => ({
  architecture: "llama",
  vocab,
  width,
  inner,
  layers,
  heads,
  keyHeads,
  headWidth: width / heads,
  epsilon: 1e-5,
  theta: 10_000,
  tied: true,
  maxPositions: 4096,
})

/** The numbers of a model. */
export const parametersOf = (config: ModelConfig): number =>
  Object.values(architectures[config.architecture].parameters(config))
    .reduce((sum, dims) => sum + dims.reduce((a, b) => a * b, 1), 0)

/** What every peer must agree on: the model's numbers, and the completion tokens of a step. */
export const sizesOf = (preset: Preset) => ({
  parameters: parametersOf(configOf(preset)),
  tokens: preset.prompts * preset.completions * preset.newTokens,
})

/** Tokens a micro-batch: those of the command, and the library's default, which is said by saying nothing. */
export const microBatches = {
  command: { microBatchTokens: command.microBatchTokens },
  library: {},
} as const
