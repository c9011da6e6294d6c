import { decoder } from "./decoder.ts"

/** Llama: no biases, no norms of heads. Touvron et al. 2023, arXiv:2302.13971. */
export const llama = decoder({ name: "llama" })
