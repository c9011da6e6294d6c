import type { Architecture, ModelConfig } from "./architecture.ts"
import { llama } from "./llama.ts"
import { qwen2 } from "./qwen2.ts"
import { qwen3 } from "./qwen3.ts"

/** Every family by name: total, so a name without its file does not compile. */
export const architectures: { readonly [K in ModelConfig["architecture"]]: Architecture } = {
  llama,
  qwen2,
  qwen3,
}
