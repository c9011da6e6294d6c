// Programs that allocate more than 1 GiB, of models with made-up weights: what a sampler, a reader and a learner run.
import { type Graph, graph } from "@rlif/core/graph/graph"
import { input } from "@rlif/core/graph/ops"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { decodeModel, prefillModel } from "@rlif/core/model/cached.ts"
import { packedModel } from "@rlif/core/model/packed"
import { allSignals, tokenSignals } from "@rlif/core/signals"
import { choose } from "@rlif/core/generate/choose.ts"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { clipped } from "@rlif/trainer/loss/clipped"
import { compileLearner } from "@rlif/trainer/learn/compile-learner"
import { tokenMean } from "@rlif/trainer/loss/token-mean"

/** A program and the sizes that it is run at. */
export interface SizedProgram {
  readonly graph: Graph
  readonly sizes: Readonly<Record<string, number>>
}

const model = (config: Partial<ModelConfig>): ModelConfig => ({
  architecture: "llama",
  vocab: 2000,
  width: 256,
  inner: 1024,
  layers: 4,
  heads: 4,
  keyHeads: 2,
  headWidth: 64,
  epsilon: 1e-5,
  theta: 10_000,
  tied: true,
  maxPositions: 4096,
  ...config,
})

// B prompts of P tokens, G completions each, of T tokens
const packed = (B: number, G: number, { P, T }: { readonly P: number; readonly T: number }) => ({
  B,
  G,
  P,
  T,
  S: T - 1,
  N: B * (P + G * (T - 1)),
  M: B * G * T,
})

const step = (config: ModelConfig) =>
  compileLearner({ config, loss: clipped(), aggregate: tokenMean, optimizer: adamw() }).step

const large = { vocab: 100_000 }

/** Each by its name. */
export const programs: Readonly<Record<string, () => SizedProgram>> = {
  "read, 100k tokens of vocabulary": () => {
    const { logits, targets } = packedModel(model(large))
    const { logprob, entropy } = tokenSignals(allSignals, { logits, targets }, 1)
    return { graph: graph({ logprob, entropy }), sizes: packed(2, 4, { P: 256, T: 200 }) }
  },
  "step, 32k tokens of vocabulary": () => ({
    graph: step(model({ vocab: 32_000, layers: 6 })),
    sizes: packed(1, 4, { P: 256, T: 384 }),
  }),
  "step, long sequences": () => ({ graph: step(model({ layers: 6 })), sizes: packed(1, 4, { P: 512, T: 768 }) }),
  "step, 8 layers of width 512": () => ({
    graph: step(model({ width: 512, inner: 2048, heads: 8, layers: 8 })),
    sizes: packed(2, 8, { P: 128, T: 160 }),
  }),
  "prefill, long prompts": () => {
    const { logits, cache } = prefillModel(model({ heads: 8 }))
    return { graph: graph({ logits, ...cache }), sizes: { B: 4, P: 2000, N: 4 * 2000 } }
  },
  "decode, 150k tokens of vocabulary": () => {
    const { logits, cache } = decodeModel(model({ vocab: 150_000 }))
    const { token } = choose(logits, input("uniform", ["R"]), { temperature: 1, topP: 0.9 })
    const { logprob, entropy } = tokenSignals(allSignals, { logits, targets: token }, 1)
    return { graph: graph({ token, logprob, entropy, ...cache }), sizes: { R: 192, S: 64 } }
  },
}
