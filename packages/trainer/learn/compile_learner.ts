import * as names from "@rlif/core/graph/names"
import { backward } from "@rlif/core/grad/backward"
import type { Float } from "@rlif/core/graph/dtype"
import { type Graph, graph } from "@rlif/core/graph/graph"
import { abs, div, input, reduceMax, reduceSum, sub } from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import { adapterShapes } from "@rlif/core/model/adapter-shapes"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { type GridLayout, gridLayout } from "@rlif/core/model/grid-layout"
import { packedModel } from "@rlif/core/model/packed"
import { built, entropy, flattenSignal, logprob, ordered, positionOf, type Signal } from "@rlif/core/signals"
import type { Learner } from "@rlif/core/learn/learner"
import { InvalidInput, PolicyError } from "@rlif/core/runtime/policy-error"
import type { Aggregate } from "../loss/aggregate.ts"
import { ownColumns } from "../loss/column.ts"
import type { Column, Loss, LossBatch } from "../loss/loss.ts"
import { masked } from "../loss/masked.ts"
import { compile } from "../optimizer/compile.ts"
import type { Optimizer } from "../optimizer/optimizer.ts"

/** The parts of every learner. */
interface Options {
  readonly config: ModelConfig
  readonly aggregate: Aggregate
  readonly optimizer: Optimizer
  /** The temperature of the loss's log-probabilities and entropies: that of sampling. Default 1. */
  readonly temperature?: number
  /** Names of the parameters that change. Default: those of the adapter if the model has one, else all. */
  readonly trainable?: ReadonlyArray<string>
  /** At most this many tokens go through the model at once. Default 2048. */
  readonly microBatchTokens?: number
  /**
   * Whether layers are computed again on the way back, rather than kept, and logits made a chunk of tokens at a time: less
   * memory, about a third more time, and the same gradients but for rounding. Default: if the largest micro-batch would
   * keep more than about 2 GiB.
   */
  readonly recompute?: boolean
}

/**
 * A learner of completions that the policy sampled: the batch has the column `old` even if the loss does not read it, and
 * the distance between sampler and learner is a metric.
 * @stability unstable
 * @since 0.1.0
 */
export interface LearnerOptions<C extends string = Column, S extends string = never> extends Options {
  readonly sampled?: true
  readonly loss: Loss<C, S>
}

/**
 * A learner of texts that nobody sampled, so that no token has a probability of its sampling.
 * @stability unstable
 * @since 0.1.0
 */
export interface SupervisedOptions<C extends Exclude<Column, "old"> = never> extends Options {
  readonly sampled: false
  readonly loss: Loss<C>
}

/**
 * Compiles model, loss, aggregation and optimizer into the data that a policy learns by. The learner's metrics: `loss`,
 * `entropy` (nats, mean over tokens), those of the loss, and `sampling/sampling_logp_difference/{mean,max}`. Throws a
 * PolicyError if `trainable` names a parameter that the model does not have or cannot change, if two columns or two signals
 * of one name differ, or if the loss has a metric of a name above.
 *
 * @example
 * ```ts
 * import { compileLearner } from "@rlif/trainer/learn/compile-learner"
 * import { nll } from "@rlif/trainer/loss/nll"
 * import { tokenMean } from "@rlif/trainer/loss/token-mean"
 * import { sgd } from "@rlif/trainer/optimizer/sgd"
 *
 * const config = {
 *   architecture: "llama", vocab: 16, width: 8, inner: 16, layers: 1, heads: 2, keyHeads: 1, headWidth: 4,
 *   epsilon: 1e-5, theta: 10_000, tied: true, maxPositions: 64,
 * } as const
 * const learning = compileLearner({ config, loss: nll, aggregate: tokenMean, optimizer: sgd(), sampled: false })
 * learning.columns // []
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const compileLearner = <C extends string, D extends Exclude<Column, "old">, S extends string = never>(
  options: LearnerOptions<C, S> | SupervisedOptions<D>,
): Learner => {
  const { config, optimizer, temperature = 1, microBatchTokens = 2048, sampled = true } = options
  const model = packedModel(config)
  const trainable = trainableOf(options, model.parameters)
  // What it needs beside the three is put into its batch by name.
  const whole: Loss<string, string> = options.loss
  ownColumns(whole.needs)
  const needs = whole.needs.map((need) => typeof need === "string" ? need : need.name)
  const columns = [...new Set([...needs, ...(sampled ? ["old"] : [])])]
  const measure = measuring({ ...options, sampled, columns, loss: whole as Loss<Column, string> })
  const at = positionOf(model, temperature)
  const { sums, apart, read } = measure((signal) => built(signal, at), model)
  const gradients = backward(sums.loss, trainable.map((name) => model.parameters[name]))
  const compiled = compile(optimizer)
  const { recompute = keptBytes(config, microBatchTokens) > mostKept } = options
  return {
    step: graph({
      ...Object.fromEntries(trainable.map((name, i) => [names.grad(name), gradients[i]])),
      ...sums,
      ...apart?.outputs,
    }),
    ...(recompute ? { loss: lossGraph(measure) } : {}),
    signals: read.map((signal) => flattenSignal(signal, config.vocab)),
    metrics: { ...mapValues(sums, () => "sum" as const), ...apart?.metrics },
    columns: columns.filter((name) => name !== "reference"),
    reference: columns.includes("reference"),
    temperature,
    optimizer: compiled.graph,
    slots: compiled.slots,
    trainable,
    microBatchTokens,
  }
}

/** The parameters that learn: those named, or else the adapter's, or else all. */
const trainableOf = (
  { config, trainable }: Options,
  parameters: Readonly<Record<string, Tensor>>,
): ReadonlyArray<string> => {
  const adapter = Object.keys(adapterShapes(config))
  const found = trainable ?? (adapter.length > 0 ? adapter : Object.keys(parameters))
  const unknown = found.find((name) => parameters[name] === undefined)
  if (unknown !== undefined) throw untrainable(unknown, "the model has no such parameter")
  const fixed = found.find((name) => parameters[name].op !== "input")
  if (fixed !== undefined) throw untrainable(fixed, "it is frozen in int8")
  return found
}

/** The loss and its metrics, symbolically, how far sampler and learner are apart, and the signals that were asked for. */
type Measure = (signals: (signal: Signal) => Tensor<"float32">, layout: GridLayout) => {
  readonly sums: Readonly<Record<string, Tensor<Float>>> & { readonly loss: Tensor<Float> }
  readonly apart: ReturnType<typeof difference> | undefined
  readonly read: ReadonlyArray<Signal>
}

// The loss and the metrics of signals (M). Columns are masked here once, so that nothing in the padding, NaN included, can
// reach a loss or its gradient.
const measuring = ({ config, aggregate, loss, sampled, columns }: Options & {
  readonly loss: Loss<Column, string>
  readonly sampled: boolean
  readonly columns: ReadonlyArray<string>
}): Measure =>
(flat, { toGrid, mask, lengths }) => {
  const signals = gridsOf((signal) => toGrid(flat(signal)), config.vocab)
  const column = (name: string) => masked(input(name, mask.shape), mask)
  const sizes = { mask, lengths, tokens: input("tokens", []), sequences: input("sequences", []) }
  const tokenMean = (x: Tensor<Float>) => div(reduceSum(masked(x, mask)), sizes.tokens)
  // All columns: those that nothing reads are no inputs of the graph.
  const batch: LossBatch<Column> = {
    ...Object.fromEntries(columns.map((name) => [name, column(name)])),
    get logprob() {
      return signals.grid(logprob)
    },
    signal: signals.grid,
    mask,
    lengths,
    old: column("old"),
    advantage: column("advantage"),
    reference: column("reference"),
  }
  const own = { loss: aggregate(loss.of(batch), sizes), entropy: tokenMean(signals.grid(entropy)) }
  const metrics = mapValues(loss.metrics?.(batch) ?? {}, tokenMean)
  const apart = sampled ? difference(batch, tokenMean) : undefined
  const twice = Object.keys(metrics).find((name) => Object.hasOwn({ ...own, ...apart?.outputs }, name))
  if (twice !== undefined) throw invalid("metrics", `Cannot learn: every learner has a metric "${twice}" for itself`)
  return { sums: { ...own, ...metrics }, apart, read: ordered("learn", signals.asked(), config.vocab) }
}

/** A grid for each signal that is asked for, made once whichever values it is asked by, and which those were. */
const gridsOf = (of: (signal: Signal) => Tensor<Float>, v: number) => {
  const grids = new Map<string, { readonly signal: Signal; readonly made: Tensor<Float> }>()
  const asked = () => Array.from(grids.values(), ({ signal }) => signal)
  const grid = (signal: Signal) => {
    ordered("learn", [...asked(), signal], v)
    const { made } = grids.get(signal.name) ?? { made: of(signal) }
    if (!grids.has(signal.name)) grids.set(signal.name, { signal, made })
    return made
  }
  return { grid, asked }
}

const untrainable = (name: string, why: string) => invalid("trainable", `Cannot train "${name}": ${why}`)

const invalid = (field: string, message: string) =>
  new PolicyError({ action: "learn", reason: new InvalidInput({ field, message }) })

/** The loss from given signals, and its gradient by those that it reads. */
const lossGraph = (measure: Measure): Graph => {
  const given = new Map<string, Tensor<"float32">>()
  const signal = ({ name }: Signal) => {
    const made = given.get(name) ?? input(names.signal(name), ["M"])
    given.set(name, made)
    return made
  }
  const { sums, apart, read } = measure(signal, gridLayout("R", "float32"))
  const { inputs } = graph({ loss: sums.loss })
  const moved = read.filter(({ name }) => Object.hasOwn(inputs, names.signal(name)))
  const gradients = backward(sums.loss, moved.map(signal))
  return graph({
    ...Object.fromEntries(moved.map(({ name }, i) => [names.grad(name), gradients[i]])),
    ...sums,
    ...apart?.outputs,
  })
}

/**
 * About how many bytes a backward pass over so many tokens keeps: each layer's activations, and logits a few times over.
 * Scores of attention depend on lengths, and are not counted.
 */
const keptBytes = ({ vocab, width, inner, layers }: ModelConfig, tokens: number): number =>
  4 * tokens * (4 * vocab + layers * (10 * width + 4 * inner))

/** Beyond this a learner computes layers once more. */
const mostKept = 2 ** 31

// |log p - log p_old|: before the first update of a batch, what tells the sampler's arithmetic from the learner's.
const difference = ({ logprob, old, mask }: LossBatch<"old">, tokenMean: (x: Tensor<Float>) => Tensor<Float>) => {
  const apart = abs(sub(logprob, old)) // (R, T)
  const name = "sampling/sampling_logp_difference"
  return {
    outputs: { [`${name}/mean`]: tokenMean(apart), [`${name}/max`]: reduceMax(masked(apart, mask)) },
    metrics: { [`${name}/mean`]: "sum", [`${name}/max`]: "max" } as const,
  }
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, f: (a: A) => B): Readonly<Record<string, B>> =>
  Object.fromEntries(Object.entries(record).map(([name, a]) => [name, f(a)]))
