import { decoder } from "./decoder.ts"

/** Qwen3: every head of queries and keys is normed, and its width is the config's own. Yang et al. 2025, arXiv:2505.09388. */
export const qwen3 = decoder({ name: "qwen3", normed: true })
