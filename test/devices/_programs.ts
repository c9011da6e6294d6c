// Every program that a policy compiles on a device, as graphs: of two models, large and small vocabularies, whole and layer by
// layer, sampled in each way.
import { adapterTargets } from "@rlif/core/model/adapter"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { initializeAdapter } from "@rlif/core/model/initialize"
import { residentCache } from "@rlif/core/generate/cache_resident.ts"
import type { Graph } from "@rlif/core/graph/graph"
import * as Policy from "@rlif/core/policy"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import { tinyModel } from "@rlif/core/testing/tiny_model.ts"
import { compileLearner } from "@rlif/trainer/learn/compile-learner"
import { clipped } from "@rlif/trainer/loss/clipped"
import { minimized } from "@rlif/trainer/loss/direct"
import { k3 } from "@rlif/trainer/loss/k3"
import { plus } from "@rlif/trainer/loss/plus"
import { times } from "@rlif/trainer/loss/times"
import { tokenMean } from "@rlif/trainer/loss/token-mean"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { chain } from "@rlif/trainer/optimizer/chain"
import { clipByGlobalNorm } from "@rlif/trainer/optimizer/clip-by-global-norm"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer } from "effect"
import { known } from "../_signals/all.ts"

const signals = known.map(({ signal }) => signal)
const prompts = [Int32Array.of(3, 5, 7), Int32Array.of(8)]

/** Samples, reads and learns once, each in every way that has programs of its own. */
const life = Effect.gen(function* () {
  const policy = yield* Policy.Policy
  const request = { prompts, seeds: prompts.map((_, i) => [i, i + 9]), signals, maxTokens: 3, endTokens: [] }
  for (const choice of [{ temperature: 0 }, { temperature: 1 }, { temperature: 0.7, topK: 5, topP: 0.9 }]) {
    yield* policy.sample({ ...request, ...choice })
  }
  yield* policy.read([{ tokens: Int32Array.of(3, 5, 7), promptLength: 1 }], { temperature: 1, signals })
  const direct = signals.map(minimized).reduce((sum, each) => plus(sum, each))
  const loss = plus(plus(clipped(), times(0.1, k3)), direct)
  const row = {
    tokens: Int32Array.of(1, 2, 3),
    columns: { old: new Float32Array(3), advantage: new Float32Array(3).fill(1) },
  }
  const groups = prompts.map((prompt) => ({ prompt, rows: [row, row] }))
  for (const recompute of [false, true]) {
    const optimizer = chain(clipByGlobalNorm(1), adamw())
    const learner = compileLearner({ config: policy.config, loss, aggregate: tokenMean, optimizer, recompute })
    yield* Effect.flatMap(policy.learn(learner), ({ update }) => update({ groups, learningRate: 0 }))
  }
}).pipe(Effect.scoped)

const int8: ModelConfig["adapter"] = { rank: 2, alpha: 16, targets: adapterTargets, frozen: "int8" }

/** Vocabularies on both sides of each limit of a lowering or a choice, and every family. */
const models: ReadonlyArray<Partial<ModelConfig>> = [
  {},
  { vocab: 5003, architecture: "qwen3", tied: true },
  { architecture: "qwen2", keyHeads: 4, adapter: int8 },
]

/** The graphs of all programs. */
export const programs = Effect.gen(function* () {
  const cpu = yield* Runtime
  const graphs: Array<Graph> = []
  const recording: Runtime["Service"] = {
    ...cpu,
    compile: (graph, options) => {
      graphs.push(graph)
      return cpu.compile(graph, options)
    },
  }
  for (const changes of models) {
    const { config, weights } = tinyModel(changes)
    const parameters = { ...weights, ...initializeAdapter(config, 3) }
    const policy = Policy.layerParameters({ config, parameters }).pipe(
      Layer.provide([Layer.succeed(Runtime, recording), NodeServices.layer]),
    )
    yield* Effect.provide(life, policy)
    yield* residentCache(recording, config)
  }
  return graphs
}).pipe(Effect.scoped, Effect.provide(Cpu.layerWith({ threads: 1 })))
