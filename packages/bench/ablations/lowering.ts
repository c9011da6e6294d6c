// Kernels: the CPU provider's fused lowering against the one in primitive operators, which every provider can run. Two
// policies over the same weights read and learn from the same completions.
import { logprob } from "@rlif/core/signals"
import { cpu } from "@rlif/core/onnx/cpu.ts"
import type { Lowering } from "@rlif/core/onnx/lower.ts"
import { plain } from "@rlif/core/onnx/plain.ts"
import { layerWith } from "@rlif/core/runtime/providers/cpu"
import { Effect, Layer } from "effect"
import { alternating, batchOf, countTokens, learned, learnerOf } from "./_batch.ts"
import { basePolicy, groupRequest, sequencesOf } from "./_model.ts"
import type { Ablation } from "./ablation.ts"

/** Fused kernels against primitive operators. */
export const lowering: Ablation = {
  name: "lowering",
  prepare: Effect.fnUntraced(function* (size) {
    const policyOf = (lowering: Lowering) => Effect.provide(basePolicy, Layer.orDie(layerWith({ lowering })))
    const [primitive, fused] = [yield* policyOf(plain), yield* policyOf(cpu)]
    const request = groupRequest(size)
    const completions = yield* Effect.orDie(fused.sample(request))
    const sequences = sequencesOf(request, completions)
    const groups = alternating(request, completions)
    const count = countTokens(groups)
    const ways = [["primitive", primitive], ["fused", fused]] as const

    const reading = ways.map(([name, { read }]) => ({
      name,
      run: Effect.map(
        read(sequences, { temperature: 1, signals: [logprob] }),
        (signals) => ({ count, result: signals.flatMap(({ logprob }) => Array.from(logprob)) }),
      ).pipe(Effect.orDie),
    }))
    const updating = yield* Effect.forEach(
      ways,
      ([name, policy]) =>
        Effect.map(learnerOf(policy, size), ({ update: learn }) => ({
          name,
          run: Effect.map(learn(batchOf(groups)), (metrics) => learned(metrics, count)).pipe(Effect.orDie),
        })),
    )
    return [
      { name: "lowering, reading", unit: "tokens", ways: [reading[0], reading[1]], tolerance: 1e-4 },
      { name: "lowering, updating", unit: "tokens", ways: [updating[0], updating[1]], tolerance: 1e-4 },
    ]
  }),
}
