import type { Architecture, ModelConfig } from "./architecture.ts"
import { llama } from "./llama.ts"

/** Every family by name: total, so a name without its file does not compile. */
export const architectures: { readonly [K in ModelConfig["architecture"]]: Architecture } = { llama }
