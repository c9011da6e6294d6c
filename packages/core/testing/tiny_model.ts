// The one tiny model of all tests, grouped-query.
import { Effect } from "effect"
import type { Graph } from "../graph/graph.ts"
import * as Cpu from "../runtime/providers/cpu.ts"
import { Runtime } from "../runtime/runtime.ts"
import type { Values } from "../graph/value.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { initialize } from "../model/initialize.ts"
import { feedsOf } from "../graph/feeds_of.ts"

/** Two layers, four heads on two key heads, a head of its own, a vocabulary small enough to count. */
const tiny: ModelConfig = {
  architecture: "llama",
  vocab: 19,
  width: 16,
  inner: 24,
  layers: 2,
  heads: 4,
  keyHeads: 2,
  headWidth: 4,
  epsilon: 1e-5,
  theta: 10_000,
  tied: false,
  maxPositions: 64,
}

/** The tiny model with another vocabulary or family, and weights large enough for every part to matter. */
export const tinyModel = (changes: Partial<ModelConfig> = {}) => {
  const config = { ...tiny, ...changes }
  return { config, weights: initialize(config, 3, { deviation: 0.4 }) }
}

/** The tiny model as it is. */
export const { config, weights } = tinyModel()

/** The smallest kind of model whose work is shared between threads: 123 thousand parameters. */
export const sharedModel = () => tinyModel({ width: 64, inner: 256, headWidth: 16 })

/** Runs a graph once for each feeds; of them, what it has inputs for. */
export const runEach = (graph: Graph, feeds: ReadonlyArray<Values>): Promise<ReadonlyArray<Values>> =>
  Effect.gen(function* () {
    const runtime = yield* Runtime
    const program = yield* runtime.compile(graph)
    return yield* Effect.forEach(feeds, (values) => program.run(feedsOf(graph, values)))
  }).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)

/** Runs a graph once. */
export const runOnce = async (graph: Graph, feeds: Values): Promise<Values> => (await runEach(graph, [feeds]))[0]

/** The largest absolute difference of two arrays of the same length; NaN where either has one. */
export const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  a.length === b.length ? Math.max(0, ...Array.from(a, (x, i) => Math.abs(x - b[i]))) : NaN
