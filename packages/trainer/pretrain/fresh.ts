import { arithmeticTokenizer, endWord, padWord, vocabulary } from "@rlif/core/data/arithmetic"
import { initialize } from "@rlif/core/model/initialize"
import type { Seed } from "@rlif/core/random/seed"
import type * as Policy from "@rlif/core/policy"
import { shippedShape } from "./recipe.ts"

/** A model of the shipped shape that has learned nothing yet: the weights of a seed, and the tokenizer of arithmetic. */
export const fresh = (seed: Seed): Policy.PolicyParameters => {
  const { tokenizer, config } = arithmeticTokenizer
  const json = (value: object) => new TextEncoder().encode(JSON.stringify(value, null, 2) + "\n")
  return {
    config: shippedShape,
    parameters: initialize(shippedShape, seed),
    endTokens: [vocabulary.indexOf(endWord)],
    padToken: vocabulary.indexOf(padWord),
    files: { "tokenizer.json": json(tokenizer), "tokenizer_config.json": json(config) },
  }
}
