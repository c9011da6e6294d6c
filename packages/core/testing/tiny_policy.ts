// The policy and the learner of the tiny model, for tests.
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import { Effect, Layer, type Scope } from "effect"
import { backward } from "../grad/backward.ts"
import { graph } from "../graph/graph.ts"
import { div, mul, sub } from "../graph/ops/arithmetic.ts"
import { input } from "../graph/ops/leaf.ts"
import { reduceMax, reduceSum } from "../graph/ops/reduce.ts"
import { abs, neg } from "../graph/ops/unary.ts"
import { pack } from "../model/pack.ts"
import { feedsOf } from "../graph/feeds_of.ts"
import * as names from "../graph/names.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { packedModel } from "../model/packed.ts"
import { flattenSignal } from "../signals/flat_signal.ts"
import { logprob as logprobSignal } from "../signals/logprob.ts"
import { tokenSignals } from "../signals/token_signals.ts"
import { random } from "../random/seed.ts"
import * as Cpu from "../runtime/providers/cpu.ts"
import { Runtime } from "../runtime/runtime.ts"
import type { Learner, TrainingGroup } from "../learn/learner.ts"
import { Policy } from "../policy/policy.ts"
import { layerParameters } from "../policy/folder.ts"
import { config, weights } from "./tiny_model.ts"

/** The platform of every test here. */
export const platform = Layer.mergeAll(Cpu.layer, NodeFileSystem.layer, NodePath.layer)

/** Runs with a fresh policy over `weights`. */
export const withPolicy = <A, E>(
  body: (policy: Policy["Service"]) => Effect.Effect<A, E, Scope.Scope>,
): Promise<A> =>
  Effect.flatMap(Policy, body).pipe(
    Effect.scoped,
    Effect.provide(layerParameters({ config, parameters: weights })),
    Effect.provide(platform),
    Effect.runPromise,
  )

/** `n` tokens of a fixed sequence of random ones. */
export const tokenSource = (seed: number) => {
  const { integer } = random(seed)
  return (n: number) => Int32Array.from({ length: n }, () => integer(config.vocab))
}

/** The logits after each of `contexts`, from the packed model: what a cache must not change. */
export const logitsAfter = (contexts: ReadonlyArray<Int32Array>): Promise<ReadonlyArray<Float32Array>> => {
  const whole = graph({ logits: packedModel(config).logits })
  const groups = contexts.map((prompt) => ({ prompt, rows: [{ tokens: Int32Array.of(0) }] }))
  return Effect.gen(function* () {
    const runtime = yield* Runtime
    const program = yield* runtime.compile(whole)
    const { logits } = yield* program.run(feedsOf(whole, { ...weights, ...pack(config, groups) }))
    return contexts.map((_, i) => (logits.data as Float32Array).slice(i * config.vocab, (i + 1) * config.vocab))
  }).pipe(Effect.scoped, Effect.provide(platform), Effect.runPromise)
}

/** `-sum(advantage logprob) / tokens`, momentum of 0.9 and a clipped norm: every part of a learner, in small. */
export const smallLearner = (options: Partial<Learner> = {}, model: ModelConfig = config): Learner => {
  const packed = packedModel(model)
  const logprob = packed.toGrid(tokenSignals([logprobSignal], packed, 1).logprob)
  const advantage = input("advantage", logprob.shape)
  const loss = neg(div(reduceSum(mul(advantage, logprob)), input("tokens", [])))
  const trainable = options.trainable ?? Object.keys(packed.parameters)
  const gradients = backward(loss, trainable.map((name) => packed.parameters[name]))
  const [parameter, gradient, velocity] = ["parameter", "gradient", "velocity"].map((name) => input(name, ["n"]))
  const next = sub(gradient, mul(velocity, -0.9))
  return {
    step: graph({
      ...Object.fromEntries(trainable.map((name, i) => [names.grad(name), gradients[i]])),
      loss,
      least: neg(reduceMax(neg(mul(packed.mask, logprob)))),
    }),
    signals: [flattenSignal(logprobSignal, model.vocab)],
    metrics: { loss: "sum", least: "min" },
    columns: ["advantage"],
    reference: false,
    temperature: 1,
    optimizer: graph({
      [names.next("parameter")]: sub(parameter, mul(input("learning_rate", []), next)),
      [names.next("velocity")]: next,
    }),
    slots: [{ name: "velocity", init: 0 }],
    trainable,
    microBatchTokens: 4096,
    ...options,
  }
}

/** Supervised, with the mean distance from the reference's log-probabilities as a metric. */
export const referenceLearner = (): Learner => {
  const packed = packedModel(config)
  const logprob = packed.toGrid(tokenSignals([logprobSignal], packed, 1).logprob)
  const count = input("tokens", [])
  const mean = (x: typeof logprob) => div(reduceSum(x), count)
  const gradients = backward(neg(mean(logprob)), Object.values(packed.parameters))
  const distance = mean(abs(sub(logprob, input("reference", logprob.shape))))
  const outputs = Object.keys(packed.parameters).map((name, i) => [names.grad(name), gradients[i]] as const)
  return {
    ...smallLearner(),
    step: graph({ ...Object.fromEntries(outputs), distance }),
    metrics: { distance: "sum" },
    columns: [],
    reference: true,
  }
}

/** Ragged groups of random completions with random advantages. */
export const trainingGroups = (seed: number): ReadonlyArray<TrainingGroup> => {
  const { integer, normal } = random(seed)
  const tokens = tokenSource(seed)
  return [3, 5, 2, 4].map((size) => ({
    prompt: tokens(1 + integer(6)),
    rows: Array.from({ length: size }, () => {
      const completion = tokens(1 + integer(9))
      return { tokens: completion, columns: { advantage: Float32Array.from(completion, normal) } }
    }),
  }))
}
