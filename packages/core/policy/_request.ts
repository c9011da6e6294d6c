// What a request must satisfy before anything is computed. Each refusal names the field.
import type { ModelConfig } from "../model/architecture.ts"
import type { Sequence } from "../learn/sequence.ts"
import type { SampleRequest } from "../generate/request.ts"
import { PolicyError } from "../runtime/policy_error.ts"

/** The first thing wrong with a sample request, or undefined. */
export const checkRequest = (
  request: SampleRequest,
  config: ModelConfig,
): PolicyError | undefined => {
  const {
    prompts,
    seeds,
    maxTokens,
    temperature,
    signalTemperature,
    topK,
    topP,
    endTokens = [],
  } = request
  const refuse = (message: string) => new PolicyError({ action: "sample", message: `Cannot sample: ${message}` })
  if (!count(maxTokens)) {
    return refuse(`maxTokens is ${maxTokens}, not a positive integer`)
  }
  if (temperature !== 0 && !positive(temperature)) {
    return refuse(
      `temperature is ${temperature}, neither 0 nor at least ${coldest}`,
    )
  }
  if (signalTemperature !== undefined && !positive(signalTemperature)) {
    return refuse(
      `signalTemperature is ${signalTemperature}, not at least ${coldest}`,
    )
  }
  if (topK !== undefined && !count(topK)) {
    return refuse(`topK is ${topK}, not a positive integer`)
  }
  if (topP !== undefined && !(topP > 0 && topP <= 1)) {
    return refuse(`topP is ${topP}, outside (0, 1]`)
  }
  const end = endTokens.find((token) => !inside(token, config))
  if (end !== undefined) {
    return refuse(
      `endTokens has ${end}, outside the vocabulary of ${config.vocab}`,
    )
  }
  if (seeds.length !== prompts.length) {
    return refuse(
      `seeds has ${seeds.length} lists for ${prompts.length} prompts`,
    )
  }
  for (const [i, prompt] of prompts.entries()) {
    const wrong = checkTokens(prompt, config)
    if (wrong !== undefined) return refuse(`prompts[${i}] ${wrong}`)
    if (prompt.length + maxTokens > config.maxPositions) {
      return refuse(
        `prompts[${i}] has ${prompt.length} tokens, and maxTokens ${maxTokens} more exceed the model's ` +
          `${config.maxPositions} positions`,
      )
    }
    const odd = seeds[i].find((seed) => !Number.isInteger(seed))
    if (odd !== undefined) {
      return refuse(`seeds[${i}] has ${odd}, not an integer`)
    }
  }
  return undefined
}

/** The first thing wrong with sequences to score, or undefined. */
export const checkSequences = (
  sequences: ReadonlyArray<Sequence>,
  options: { readonly temperature: number; readonly config: ModelConfig },
): PolicyError | undefined => {
  const { temperature, config } = options
  const refuse = (message: string) => new PolicyError({ action: "score", message: `Cannot score: ${message}` })
  if (!positive(temperature)) {
    return refuse(`temperature is ${temperature}, not at least ${coldest}`)
  }
  for (const [i, { tokens, promptLength }] of sequences.entries()) {
    const wrong = checkTokens(tokens, config)
    if (wrong !== undefined) return refuse(`sequences[${i}].tokens ${wrong}`)
    if (!count(promptLength) || promptLength > tokens.length) {
      return refuse(
        `sequences[${i}].promptLength is ${promptLength} of ${tokens.length} tokens`,
      )
    }
  }
  return undefined
}

/** What is wrong with a list of token ids, as the end of a sentence, or undefined. */
export const checkTokens = (
  tokens: Int32Array,
  config: ModelConfig,
): string | undefined => {
  if (tokens.length === 0) return "is empty"
  if (tokens.length > config.maxPositions) {
    return `has ${tokens.length} tokens, more than the model's ${config.maxPositions} positions`
  }
  const odd = tokens.findIndex((token) => !inside(token, config))
  return odd < 0 ? undefined : `has token ${tokens[odd]} at ${odd}, outside the vocabulary of ${config.vocab}`
}

const coldest = 1e-4
const count = (x: number) => Number.isInteger(x) && x >= 1
const positive = (x: number) => Number.isFinite(x) && x >= coldest
const inside = (token: number, config: ModelConfig) => Number.isInteger(token) && token >= 0 && token < config.vocab
