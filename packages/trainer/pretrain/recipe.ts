// How the models that ship were made: a corpus of generated arithmetic, a shape, and the settings of the optimizer.
import {
  arithmeticTokenizer,
  baseCorpus,
  contestedCorpus,
  type Corpus,
  documentAt,
  instructCorpus,
  mixedCorpus,
  rightMode,
  vocabulary,
  wrongMode,
} from "@rlif/core/data/arithmetic"
import type { ModelConfig } from "@rlif/core/model/architecture"
import type { Seed } from "@rlif/core/random/seed"
import { codec } from "@rlif/core/text"
import * as Stream from "effect/Stream"
import { adamw } from "../optimizer/adamw.ts"
import { chain } from "../optimizer/chain.ts"
import { clipByGlobalNorm } from "../optimizer/clip_by_global_norm.ts"
import type { Optimizer } from "../optimizer/optimizer.ts"
import { cosine, warmUp } from "../optimizer/schedule.ts"
import { type Document, pretrain } from "./pretrain.ts"

/** Everything that decides the bits of a pretrained model, beside the weights it starts from. */
export interface Recipe {
  readonly corpus: (typeof corpusNames)[number]
  readonly steps: number
  /** Documents per update. */
  readonly documents: number
  readonly learningRate: number
  readonly warmUp: number
  /** The last learning rate, as a fraction of the peak. */
  readonly floor: number
  readonly beta1: number
  readonly beta2: number
  readonly weightDecay: number
  readonly clipNorm: number
  readonly seed: Seed
}

/** What there is to read. */
export const corpusNames = ["base", "instruct", "wrong-mode", "right-mode", "mixed"] as const

/** The corpora by name. */
export const corpora: Readonly<Record<(typeof corpusNames)[number], Corpus>> = {
  base: baseCorpus,
  instruct: instructCorpus,
  "wrong-mode": contestedCorpus(wrongMode),
  "right-mode": contestedCorpus(rightMode),
  mixed: mixedCorpus,
}

/** The base model: 340 thousand parameters that have read 2.6 million tokens, mostly worked steps, a third rambling on. */
export const baseRecipe: Recipe = {
  corpus: "base",
  steps: 1000,
  documents: 76,
  learningRate: 3e-3,
  warmUp: 50,
  floor: 0.05,
  beta1: 0.9,
  beta2: 0.98,
  weightDecay: 0.05,
  clipNorm: 1,
  seed: 11,
}

/** Its instruct sibling: the base model after clean solutions only. */
export const instructRecipe: Recipe = { ...baseRecipe, corpus: "instruct", steps: 125, learningRate: 5e-4, seed: 12 }

/** The shape of both. */
export const shippedShape: ModelConfig = {
  architecture: "llama",
  vocab: vocabulary.length,
  width: 96,
  inner: 256,
  layers: 3,
  heads: 4,
  keyHeads: 4,
  headWidth: 24,
  epsilon: 1e-5,
  theta: 1000,
  tied: false,
  maxPositions: 128,
}

/** The recipe's batches, in token ids: document i of the seed, without end. */
export const documents = ({ corpus, documents, seed }: Recipe): Stream.Stream<ReadonlyArray<Document>> => {
  const { encode } = codec(arithmeticTokenizer)
  return Stream.map(Stream.iterate(0, (step) => step + 1), (step) =>
    Array.from({ length: documents }, (_, i) => {
      const { prompt, response } = documentAt(corpora[corpus], { seed, index: step * documents + i })
      return { prompt: encode(prompt), response: encode(response) }
    }))
}

/** The recipe's optimizer. */
export const optimizerOf = ({ beta1, beta2, weightDecay, clipNorm }: Recipe): Optimizer =>
  chain(clipByGlobalNorm(clipNorm), adamw({ beta1, beta2, decay: weightDecay }))

/** The recipe as a stage: batches of documents -> steps. */
export const learn = (recipe: Recipe) => {
  const { steps, learningRate, warmUp: rising, floor } = recipe
  return pretrain({
    optimizer: optimizerOf(recipe),
    schedule: warmUp(rising, cosine(learningRate, { steps: steps - rising, floor: learningRate * floor })),
  })
}
