// The largest counts that are no slip of the keyboard; many of them are lengths of arrays. Whatever is below may still be more
// than memory, data or model have, which is said by whoever knows them.

/** By the name of a setting. */
export const most: Readonly<Record<string, number>> = {
  problems: 1_000_000,
  completions: 10_000,
  maxTokens: 1_000_000,
  batch: 100_000,
  votes: 10_000,
  replacements: 1_000,
  minibatches: 1_000_000,
  epochs: 10_000,
  topK: 10_000_000,
  steps: 10_000_000,
  documents: 10_000,
  evalProblems: 1_000_000,
  guardAnswers: 1_000_000,
  loraRank: 4_096,
  lookahead: 1_000,
  microBatchTokens: 100_000_000,
  threads: 4_096,
  parts: 4_096,
  cases: 10_000_000,
  updates: 10_000,
  port: 65_535,
  show: 1_000_000,
  /** Seconds. */
  limit: 86_400,
}
