import { flops } from "@rlif/core/graph/cost.ts"
import { graph } from "@rlif/core/graph/graph"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { architectures } from "@rlif/core/model/architectures.ts"
import { decodeModel, prefillModel } from "@rlif/core/model/cached.ts"
import { packedModel } from "@rlif/core/model/packed"
import { logprob, tokenSignals } from "@rlif/core/signals"
import { learningOf } from "@rlif/trainer/settings/learning.ts"
import type { TrainSettings } from "@rlif/trainer/settings/train_settings.ts"
import { compileLearner } from "@rlif/trainer/learn/compile-learner"

/** Mean tokens of prompts and completions. */
export interface Lengths {
  readonly prompt: number
  readonly completion: number
}

/** The programs that a run compiles, as graphs: they need the model's shape, and none of its weights. */
export const programsOf = (config: ModelConfig, settings: TrainSettings) => {
  const [prefill, decode] = [prefillModel, decodeModel].map((model) => {
    const { logits, cache } = model(config)
    return graph({ logits, ...cache })
  })
  const learning = compileLearner({ ...learningOf(settings), config })
  const reference = graph({ logprob: tokenSignals([logprob], packedModel(config), settings.temperature).logprob })
  return { prefill, decode, learn: learning.step, ...(learning.reference ? { reference } : {}) }
}

/** How many parameters a model has; a tied head counts once. */
export const parametersOf = (config: ModelConfig): number =>
  Object.values(architectures[config.architecture].parameters(config))
    .reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0)

/** Floating-point operations of a run by what they are for. */
export interface Cost {
  readonly sampling: number
  readonly learning: number
  /** Log-probabilities under the weights at the start, where the loss has a penalty. */
  readonly reference: number
  readonly evaluating: number
}

/**
 * What a run costs, were all prompts and completions of mean length: of P and T tokens. A prompt is read once, each of its
 * G completions takes T - 1 steps beside a cache that is T/2 long on average; then all are learned from at once.
 */
export const costOf = (programs: ReturnType<typeof programsOf>, settings: TrainSettings, lengths: Lengths): Cost => {
  const { steps, problems, completions: G, evalEvery, evalProblems } = settings
  const { prompt: P, completion: T } = lengths
  const answering = (R: number) =>
    flops(programs.prefill, { B: 1, N: P, P }) + (T - 1) * flops(programs.decode, { R, S: P + T / 2 })
  const group = { B: 1, G, P, T, S: T - 1, N: P + G * (T - 1), M: G * T }
  return {
    sampling: steps * problems * answering(G),
    learning: steps * problems * flops(programs.learn, group),
    reference: programs.reference === undefined ? 0 : steps * problems * flops(programs.reference, group),
    evaluating: (1 + Math.ceil(steps / evalEvery)) * evalProblems * answering(1),
  }
}

/** Bytes that weights, their gradients, AdamW's two moments and the weights of the reference take: what must fit at least. */
export const leastMemory = (config: ModelConfig, programs: ReturnType<typeof programsOf>): number =>
  4 * parametersOf(config) * (programs.reference === undefined ? 4 : 5)
