// Completions that are asked of a model folder: of prompts of one length, all as long.
import { Schema } from "effect"

/** What is asked. */
export const CompletionRequest = Schema.Struct({
  rows: Schema.Number,
  promptTokens: Schema.Number,
  newTokens: Schema.Number,
  /** 0 is greedy. */
  temperature: Schema.Number,
})
export type CompletionRequest = typeof CompletionRequest.Type

/** The same prompts for everybody: token ids that are no special ones. */
export const promptsOf = (
  { rows, promptTokens }: CompletionRequest,
  vocab: number,
): ReadonlyArray<Int32Array> =>
  Array.from(
    { length: rows },
    (_, i) => Int32Array.from({ length: promptTokens }, (_, j) => 3 + ((7 * i + 31 * j + i * j) % (vocab - 3))),
  )
