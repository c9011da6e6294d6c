import { grad } from "@rlif/core/graph/names"
import { backward } from "@rlif/core/grad/backward"
import { graph } from "@rlif/core/graph/graph"
import { input, mul, reduceSum } from "@rlif/core/graph/ops"
import { adapterShapes } from "@rlif/core/model/adapter-shapes"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { grid, pack } from "@rlif/core/model/pack.ts"
import { feedsOf } from "@rlif/core/graph/feeds-of"
import { packedModel } from "@rlif/core/model/packed"
import { quantized } from "@rlif/core/model/quantized.ts"
import { logprob as logprobSignal, tokenSignals } from "@rlif/core/signals"
import { Runtime } from "@rlif/core/runtime/runtime"
import type { Values } from "@rlif/core/graph/value"
import { Effect } from "effect"
import type { Subject } from "./_subject.ts"

/** What an int8 base changes, where everything else is the same. */
export interface Difference {
  readonly name: string
  /** Of completions. */
  readonly tokens: number
  /** Of the tokens' log-probabilities, in nats: absolute differences. */
  readonly logprob: { readonly mean: number; readonly max: number }
  /** Of `sum A log p` by all of the adapter. */
  readonly gradient: Apart
  /** By the one of its matrices that fares worst. */
  readonly worst: Apart & { readonly parameter: string }
  /** That all weights take. */
  readonly bytes: { readonly float32: number; readonly int8: number }
}

/** How far b is from a: `|b - a| / |a|`, euclidean, and the cosine of the angle between them. */
export interface Apart {
  readonly error: number
  readonly cosine: number
}

/** Computes log-probabilities and gradients over both bases, on the runtime at hand. */
export const difference = Effect.fnUntraced(function* ({ name, config, parameters, groups }: Subject) {
  const small: ModelConfig = { ...config, adapter: { ...config.adapter, frozen: "int8" } }
  const stored = quantized(small, parameters)
  const layout = { ...pack(config, groups), advantage: grid(groups, ({ columns }) => columns.advantage) }
  const exact = yield* computed(config, { ...parameters, ...layout })
  const coarse = yield* computed(small, { ...stored, ...layout })
  const names = Object.keys(adapterShapes(config))
  const apart = names.map((parameter) => ({ parameter, ...distance([exact[parameter]], [coarse[parameter]]) }))
  const off = exact.logprob.map((x, i) => Math.abs(coarse.logprob[i] - x))
  const made: Difference = {
    name,
    tokens: off.length,
    logprob: { mean: off.reduce((sum, x) => sum + x, 0) / off.length, max: off.reduce((a, b) => Math.max(a, b)) },
    gradient: distance(names.map((key) => exact[key]), names.map((key) => coarse[key])),
    worst: apart.reduce((worst, next) => (next.error > worst.error ? next : worst)),
    bytes: { float32: bytesOf(parameters), int8: bytesOf(stored) },
  }
  return made
})

/** Log-probabilities under `logprob`, and gradients by the names of the adapter. */
const computed = Effect.fnUntraced(function* (config: ModelConfig, feeds: Values) {
  const model = packedModel(config)
  const { logprob } = tokenSignals([logprobSignal], model, 1)
  const loss = reduceSum(mul(model.toGrid(logprob), input("advantage", model.mask.shape)))
  const names = Object.keys(adapterShapes(config))
  const gradients = backward(loss, names.map((name) => model.parameters[name]))
  const closed = graph({
    logprob,
    ...Object.fromEntries(gradients.map((gradient, i) => [grad(names[i]), gradient])),
  })
  const program = yield* Effect.flatMap(Runtime, (runtime) => runtime.compile(closed))
  const found = yield* program.run(feedsOf(closed, feeds))
  return Object.fromEntries(
    ["logprob", ...names].map((name) => [name, (found[name] ?? found[grad(name)]).data as Float32Array]),
  )
}, Effect.scoped)

/** Of lists of numbers, each read as one vector. */
const distance = (a: ReadonlyArray<Float32Array>, b: ReadonlyArray<Float32Array>): Apart => {
  let [aa, bb, ab, dd] = [0, 0, 0, 0]
  for (const [k, x] of a.entries()) {
    for (let i = 0; i < x.length; i++) {
      aa += x[i] ** 2
      bb += b[k][i] ** 2
      ab += x[i] * b[k][i]
      dd += (b[k][i] - x[i]) ** 2
    }
  }
  return { error: Math.sqrt(dd / aa), cosine: ab / Math.sqrt(aa * bb) }
}

const bytesOf = (values: Values) => Object.values(values).reduce((sum, { data }) => sum + data.byteLength, 0)
