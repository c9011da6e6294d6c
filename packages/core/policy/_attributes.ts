// The attributes of the policy's spans: OpenTelemetry's names for generative models if one fits, else rlif's own.
import type { SampleRequest } from "../generate/request.ts"
import type { TrainingBatch } from "../learn/learner.ts"
import type { Sequence } from "../learn/sequence.ts"

interface Long {
  readonly tokens: Int32Array
}

/** The attributes of a request. */
export const ofRequest = ({ prompts, seeds, maxTokens, temperature, topK, topP }: SampleRequest) => ({
  "gen_ai.operation.name": "text_completion",
  "gen_ai.request.temperature": temperature,
  "gen_ai.request.max_tokens": maxTokens,
  ...(topK === undefined ? {} : { "gen_ai.request.top_k": topK }),
  ...(topP === undefined ? {} : { "gen_ai.request.top_p": topP }),
  "gen_ai.usage.input_tokens": sum(prompts, (prompt) => prompt.length),
  "rlif.prompts": prompts.length,
  "rlif.completions": sum(seeds, (some) => some.length),
})

/** The attributes of sampled completions. */
export const ofCompletions = (groups: ReadonlyArray<ReadonlyArray<Long>>) => ({
  "gen_ai.usage.output_tokens": sum(groups, tokensOf),
})

/** The attributes of sequences to read. */
export const ofSequences = (sequences: ReadonlyArray<Sequence>) => ({
  "gen_ai.usage.input_tokens": tokensOf(sequences),
  "rlif.completions": sequences.length,
})

/** The attributes of a training batch. */
export const ofBatch = ({ groups, learningRate }: TrainingBatch) => ({
  "rlif.prompts": groups.length,
  "rlif.completions": sum(groups, ({ rows }) => rows.length),
  "rlif.tokens": sum(groups, ({ rows }) => tokensOf(rows)),
  "rlif.learning_rate": learningRate,
})

const tokensOf = (some: ReadonlyArray<Long>) => sum(some, ({ tokens }) => tokens.length)

const sum = <A>(some: ReadonlyArray<A>, of: (one: A) => number) => some.reduce((total, one) => total + of(one), 0)
