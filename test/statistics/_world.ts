// A model so small that all of its completions can be listed: four tokens, completions of at most three. What it does is
// computed twice: by the library, which samples and learns, and here, from the logits of one completion after another.
import { initialize } from "@rlif/core/model/initialize"
import type { ModelConfig } from "@rlif/core/model/architecture"
import type { Values } from "@rlif/core/graph/value"
import { codec, Tokenizer, wordLevel } from "@rlif/core/text"
import * as Policy from "@rlif/core/policy"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Layer } from "effect"
import { tokenGradients } from "../_token_gradients.ts"

/** The end token is the second. */
export const words = ["<pad>", "$", "1", "2"]
const end = 1
/** Tokens of the longest completion. */
export const maxTokens = 3

export const config: ModelConfig = {
  architecture: "llama",
  vocab: words.length,
  width: 8,
  inner: 12,
  layers: 1,
  heads: 2,
  keyHeads: 1,
  headWidth: 4,
  epsilon: 1e-5,
  theta: 10_000,
  tied: false,
  maxPositions: 16,
}
/** Large enough for the tokens to differ in their chances. */
export const weights: Values = initialize(config, 11, { deviation: 0.6 })

const tokenizer = codec(wordLevel(words, { pad: "<pad>", end: "$" }))
/** What is asked, again and again. */
export const problem = "2 1"
const prompt = tokenizer.encode(problem)

/** The library's policy over it, and the tokenizer. */
export const layers = Layer.merge(
  Layer.succeed(Tokenizer, tokenizer),
  Policy.layerParameters({ config, parameters: weights, endTokens: [end] }).pipe(Layer.provide(Cpu.layer)),
).pipe(Layer.provideMerge(NodeServices.layer))

/** One of all completions. */
export interface Known {
  readonly tokens: ReadonlyArray<number>
  readonly probability: number
  /** By token: the distribution that it was drawn from. */
  readonly distributions: ReadonlyArray<ReadonlyArray<number>>
  /** The gradient of its log-probability by all weights. */
  readonly gradient: Float64Array
}

const grow = (tokens: ReadonlyArray<number>): ReadonlyArray<ReadonlyArray<number>> =>
  tokens.length === maxTokens || tokens.at(-1) === end
    ? [tokens]
    : words.flatMap((_, token) => grow([...tokens, token]))

/** Every completion at a temperature; their probabilities sum to 1, but for rounding. */
export const everyCompletion = async (temperature: number): Promise<ReadonlyArray<Known>> => {
  const all = grow([])
  const read = await tokenGradients(
    { config, weights, temperature },
    all.map((tokens) => ({ prompt, tokens: Int32Array.from(tokens) })),
  )
  const after = new Map<string, Array<number>>() // by what was said before
  all.forEach((tokens, i) =>
    tokens.forEach((token, t) => {
      const before = tokens.slice(0, t).join()
      const p = after.get(before) ?? []
      p[token] = Math.exp(read[i][t].logprob)
      after.set(before, p)
    })
  )
  return all.map((tokens, i) => ({
    tokens,
    probability: read[i].reduce((product, { logprob }) => product * Math.exp(logprob), 1),
    distributions: tokens.map((_, t) => after.get(tokens.slice(0, t).join())!),
    gradient: read[i].map(({ gradient }) => gradient).reduce((a, b) => a.map((x, k) => x + b[k])),
  }))
}
