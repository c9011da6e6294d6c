// Checks of a request before anything is computed. Each failure names the field.
import { inVocabulary, type ModelConfig } from "../model/architecture.ts"
import type { Sequence } from "../learn/sequence.ts"
import type { SampleRequest } from "../generate/request.ts"
import { InvalidInput, PolicyError, TooLong, UnknownToken } from "../runtime/policy_error.ts"

/** The first thing wrong with a sample request, or undefined. */
export const checkRequest = (request: SampleRequest, config: ModelConfig): PolicyError | undefined =>
  checkOptions(request, config) ?? checkPrompts(request, config)

const refuse = (field: string, is: string) => invalid("sample", { field, is })

const checkOptions = (request: SampleRequest, config: ModelConfig): PolicyError | undefined => {
  const { prompts, seeds, maxTokens, temperature, signalTemperature, topK, topP, endTokens = [], stop } = request
  const { minP, repetitionPenalty } = request
  if (!count(maxTokens)) return refuse("maxTokens", `is ${maxTokens}, not a positive integer`)
  if (temperature !== 0 && !positive(temperature)) {
    return refuse("temperature", `is ${temperature}, neither 0 nor at least ${coldest}`)
  }
  if (signalTemperature !== undefined && !positive(signalTemperature)) {
    return refuse("signalTemperature", `is ${signalTemperature}, not at least ${coldest}`)
  }
  if (topK !== undefined && !count(topK)) return refuse("topK", `is ${topK}, not a positive integer`)
  if (topP !== undefined && !(topP > 0 && topP <= 1)) return refuse("topP", `is ${topP}, outside (0, 1]`)
  if (minP !== undefined && !(minP >= 0 && minP <= 1)) return refuse("minP", `is ${minP}, outside [0, 1]`)
  if (repetitionPenalty !== undefined && !positive(repetitionPenalty)) {
    return refuse("repetitionPenalty", `is ${repetitionPenalty}, not at least ${coldest}`)
  }
  const end = endTokens.find((token) => !inVocabulary(token, config))
  if (end !== undefined) return refuse("endTokens", `has ${end}, outside the vocabulary of ${config.vocab}`)
  if (stop !== undefined && stop.texts.some((text) => text === "")) {
    return refuse("stop", "has an empty text, which every completion has")
  }
  if (seeds.length !== prompts.length) {
    return refuse("seeds", `has ${seeds.length} lists for ${prompts.length} prompts`)
  }
  return undefined
}

const checkPrompts = ({ prompts, seeds, maxTokens }: SampleRequest, config: ModelConfig): PolicyError | undefined => {
  for (const [i, prompt] of prompts.entries()) {
    const field = `prompts[${i}]`
    const wrong = checkTokens(prompt, { action: "sample", field, config })
    if (wrong !== undefined) return wrong
    const [tokens, positions] = [prompt.length, config.maxPositions]
    if (tokens + maxTokens > positions) {
      const message =
        `Cannot sample: ${field} has ${tokens} tokens, and maxTokens ${maxTokens} more exceed the model's ` +
        `${positions} positions`
      return refused("sample", new TooLong({ field, tokens: tokens + maxTokens, positions, message }))
    }
    const odd = seeds[i].find((seed) => !Number.isInteger(seed))
    if (odd !== undefined) return refuse(`seeds[${i}]`, `has ${odd}, not an integer`)
  }
  return undefined
}

/** The first thing wrong with sequences to read, or undefined. */
export const checkSequences = (
  sequences: ReadonlyArray<Sequence>,
  options: { readonly temperature: number; readonly config: ModelConfig },
): PolicyError | undefined => {
  const { temperature, config } = options
  const refuse = (field: string, is: string) => invalid("read", { field, is })
  if (!positive(temperature)) {
    return refuse("temperature", `is ${temperature}, not at least ${coldest}`)
  }
  for (const [i, { tokens, promptLength }] of sequences.entries()) {
    const field = `sequences[${i}]`
    const wrong = checkTokens(tokens, { action: "read", field: `${field}.tokens`, config })
    if (wrong !== undefined) return wrong
    if (!count(promptLength) || promptLength > tokens.length) {
      return refuse(`${field}.promptLength`, `is ${promptLength} of ${tokens.length} tokens`)
    }
  }
  return undefined
}

/** What is wrong with a list of token ids, or undefined. */
const checkTokens = (
  tokens: Int32Array,
  { action, field, config }: { readonly action: string; readonly field: string; readonly config: ModelConfig },
): PolicyError | undefined => {
  const [length, positions, vocabulary] = [tokens.length, config.maxPositions, config.vocab]
  if (length === 0) return invalid(action, { field, is: "is empty" })
  if (length > positions) {
    const message = `Cannot ${action}: ${field} has ${length} tokens, more than the model's ${positions} positions`
    return refused(action, new TooLong({ field, tokens: length, positions, message }))
  }
  const odd = tokens.findIndex((token) => !inVocabulary(token, config))
  if (odd < 0) return undefined
  const token = tokens[odd]
  const message = `Cannot ${action}: ${field} has token ${token} at ${odd}, outside the vocabulary of ${vocabulary}`
  return refused(action, new UnknownToken({ field, token, vocabulary, message }))
}

const refused = (action: string, reason: PolicyError["reason"]) => new PolicyError({ action, reason })

const invalid = (action: string, { field, is }: { readonly field: string; readonly is: string }) =>
  refused(action, new InvalidInput({ field, message: `Cannot ${action}: ${field} ${is}` }))

const coldest = 1e-4
const count = (x: number) => Number.isInteger(x) && x >= 1
const positive = (x: number) => Number.isFinite(x) && x >= coldest
