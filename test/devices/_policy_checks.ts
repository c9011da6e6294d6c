// The policy on a device as on the CPU: the same completions, the same three updates.
import * as Policy from "@rlif/core/policy"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { adapterTargets } from "@rlif/core/model/adapter"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { initializeAdapter } from "@rlif/core/model/initialize"
import { Runtime } from "@rlif/core/runtime/runtime"
import type { Completion } from "@rlif/core/generate/request.ts"
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
import { Effect, Layer } from "effect"
import { known } from "../_signals/all.ts"
import type { Both, Check } from "./_checks.ts"
import { config, weights } from "@rlif/core/testing/tiny_model.ts"

const int8: ModelConfig = { ...config, adapter: { rank: 2, alpha: 16, targets: adapterTargets, frozen: "int8" } }

const prompts = [Int32Array.of(3, 5, 7), Int32Array.of(4, 6, 2, 9, 1), Int32Array.of(8)]

/** Those that ship, and others. */
const checked = known.map(({ signal }) => signal)

/** A batch sampled by a fresh model, and what three updates on it measured. */
const life = Effect.gen(function* () {
  const policy = yield* Policy.Policy
  const batch = yield* policy.sample({
    prompts,
    seeds: prompts.map((_, i) => [10 * i, 10 * i + 1, 10 * i + 2]),
    signals: checked,
    maxTokens: 6,
    temperature: 1,
    endTokens: [0, 1, 2],
  })
  const direct = checked.map(minimized).reduce((sum, each) => plus(sum, each))
  const loss = plus(plus(clipped(), times(0.1, k3)), times(0.3, direct))
  // Adam divides by the gradient's own size: with a tiny epsilon, rounding alone would decide the sign of a step whose
  // gradient is nearly zero.
  const optimizer = chain(clipByGlobalNorm(0.5), adamw({ epsilon: 1e-3 }))
  const { update: learn } = yield* policy.learn(
    compileLearner({ config: policy.config, loss, aggregate: tokenMean, optimizer }),
  )
  const groups = batch.map((group, i) => ({ prompt: prompts[i], rows: group.map(rowOf) }))
  const steps = [
    yield* learn({ groups, learningRate: 0.01 }),
    yield* learn({ groups, learningRate: 0.01 }),
    yield* learn({ groups, learningRate: 0.01 }),
  ]
  return { batch: batch.flat(), steps }
}).pipe(Effect.scoped)

const rowOf = ({ tokens, signals }: Completion<never>, i: number) => ({
  tokens,
  columns: { old: signals.logprob, advantage: new Float32Array(tokens.length).fill(i - 1) },
})

const on = (runtime: Both["cpu"], shape = config) => {
  const parameters = { ...weights, ...initializeAdapter(shape, 3) }
  const layer = Layer.provide(
    Policy.layerParameters({ config: shape, parameters }),
    Layer.succeed(Runtime, runtime),
  )
  return Effect.provide(life, Layer.provide(layer, NodeServices.layer))
}

const close = (a: number, b: number, tolerance: number) => Math.abs(a - b) <= tolerance * (1 + Math.abs(a))

/** The same tokens, their signals within 1e-4. */
export const sampledBatch: Check = Effect.fnUntraced(function* ({ cpu, device }) {
  const [a, b] = [(yield* on(cpu)).batch, (yield* on(device)).batch]
  if (a.every(({ finish }) => finish === a[0].finish)) return yield* Effect.fail("no completion left the batch early")
  for (const [i, { tokens, signals }] of a.entries()) {
    if (`${tokens}` !== `${b[i].tokens}`) return yield* Effect.fail(`completion ${i}: ${b[i].tokens} is not ${tokens}`)
    for (const { name } of checked) {
      const apart = signals[name].findIndex((x, t) => !close(x, b[i].signals[name][t], 1e-4))
      if (apart >= 0) return yield* Effect.fail(`completion ${i}, ${name}[${apart}]: ${b[i].signals[name][apart]}`)
    }
  }
})

const stepsOf = (shape: ModelConfig): Check =>
  Effect.fnUntraced(function* ({ cpu, device }) {
    const [a, b] = [(yield* on(cpu, shape)).steps, (yield* on(device, shape)).steps]
    if (close(a[0].loss, a[2].loss, 1e-3)) return yield* Effect.fail("three updates changed nothing")
    for (const [i, metrics] of a.entries()) {
      const apart = Object.keys(metrics).find((name) => !close(metrics[name], b[i][name], 1e-4))
      if (apart !== undefined) {
        return yield* Effect.fail(`update ${i + 1}, ${apart}: ${b[i][apart]} on the device, ${metrics[apart]} on cpu`)
      }
    }
  })

/** The same metrics after each of three updates, gradient norm included, within 1e-4. */
export const threeSteps = stepsOf(config)

/** The same of an adapter over an int8 base. */
export const int8Steps = stepsOf(int8)

/** Policies leave no session behind, whose programs are many. */
export const policyLife = ({ device }: Both) => on(device)
