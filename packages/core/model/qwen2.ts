import { decoder } from "./decoder.ts"

/** Qwen2 and Qwen2.5: biases on queries, keys and values. Yang et al. 2024, arXiv:2407.10671. */
export const qwen2 = decoder({ name: "qwen2", biased: true })
