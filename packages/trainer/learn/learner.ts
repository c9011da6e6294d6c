import { backward } from "@rlif/core/grad/backward"
import type { Float } from "@rlif/core/graph/dtype"
import { graph } from "@rlif/core/graph/graph"
import { div, sub } from "@rlif/core/graph/ops/arithmetic"
import { input } from "@rlif/core/graph/ops/leaf"
import { reduceMax, reduceSum } from "@rlif/core/graph/ops/reduce"
import { abs } from "@rlif/core/graph/ops/unary"
import type { Tensor } from "@rlif/core/graph/tensor"
import { adapterShapes } from "@rlif/core/model/adapter-shapes"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { packedModel } from "@rlif/core/model/packed"
import { tokenSignals } from "@rlif/core/model/signals"
import type { Learner } from "@rlif/core/sample/learner"
import type { Aggregate } from "../loss/aggregate.ts"
import type { Column, Loss, LossBatch } from "../loss/loss.ts"
import { masked } from "../loss/masked.ts"
import { compile } from "../optimizer/compile.ts"
import type { Optimizer } from "../optimizer/optimizer.ts"

/** What a learner is made of. */
export interface LearnerOptions<C extends Column = Column> {
  readonly config: ModelConfig
  readonly loss: Loss<C>
  readonly aggregate: Aggregate
  readonly optimizer: Optimizer
  /** At which the loss takes log-probabilities and entropies: that of sampling. Default 1. */
  readonly temperature?: number
  /** Names of the parameters that change. Default: those of the adapter where the model has one, else all. */
  readonly trainable?: ReadonlyArray<string>
  /** At most this many tokens go through the model at once. Default 8192. */
  readonly microBatchTokens?: number
  /**
   * Whether the completions were sampled by the policy: then `old` is a column even where the loss does not read it, and
   * how far sampler and learner are apart is a metric. Default true; false for supervised data.
   */
  readonly sampled?: boolean
}

/**
 * Compiles model, loss, aggregation and optimizer into the data that a policy learns by. Its metrics: `loss`, `entropy`
 * (nats, mean over tokens), those of the loss, and `sampling/sampling_logp_difference/{mean,max}`.
 *
 * @example
 * ```ts
 * import { learner } from "@rlif/trainer/learn/learner"
 * import { nll } from "@rlif/trainer/loss/nll"
 * import { tokenMean } from "@rlif/trainer/loss/token-mean"
 * import { sgd } from "@rlif/trainer/optimizer/sgd"
 *
 * const config = {
 *   architecture: "llama", vocab: 16, width: 8, inner: 16, layers: 1, heads: 2, keyHeads: 1, headWidth: 4,
 *   epsilon: 1e-5, theta: 10_000, tied: true, maxPositions: 64,
 * } as const
 * const learning = learner({ config, loss: nll, aggregate: tokenMean, optimizer: sgd(), sampled: false })
 * learning.columns // []
 * ```
 */
export const learner = <C extends Column>(options: LearnerOptions<C>): Learner => {
  const { config, loss, aggregate, optimizer, temperature = 1, microBatchTokens = 8192, sampled = true } = options
  const model = packedModel(config)
  const adapter = Object.keys(adapterShapes(config))
  const { trainable = adapter.length > 0 ? adapter : Object.keys(model.parameters) } = options
  const unknown = trainable.find((name) => model.parameters[name] === undefined)
  if (unknown !== undefined) throw new Error(`Cannot train "${unknown}": the model has no such parameter`)

  const { mask, lengths, toGrid } = model
  const signals = tokenSignals(model, temperature)
  const columns = [...new Set<Column>([...loss.needs, ...(sampled ? ["old" as const] : [])])]
  // Masked here once, so that nothing in the padding, NaN included, can reach a loss or its gradient.
  const column = (name: Column) => masked(input(name, mask.shape), mask)
  const batch = {
    logprob: toGrid(signals.logprob),
    entropy: toGrid(signals.entropy),
    selfCertainty: toGrid(signals.selfCertainty),
    mask,
    lengths,
    ...Object.fromEntries(columns.map((name) => [name, column(name)])),
  } as LossBatch<C>

  const sizes = { mask, lengths, tokens: input("tokens", []), sequences: input("sequences", []) }
  const tokenMean = (x: Tensor<Float>) => div(reduceSum(masked(x, mask)), sizes.tokens)
  const total = aggregate(loss.of(batch), sizes)
  const sums = {
    loss: total,
    entropy: tokenMean(batch.entropy),
    ...mapValues(loss.metrics?.(batch) ?? {}, tokenMean),
  }
  const gradients = backward(total, trainable.map((name) => model.parameters[name]))
  const apart = sampled ? difference(batch as unknown as LossBatch<"old">, tokenMean) : undefined
  const compiled = compile(optimizer)
  return {
    step: graph({
      ...Object.fromEntries(trainable.map((name, i) => [`grad.${name}`, gradients[i]])),
      ...sums,
      ...apart?.outputs,
    }),
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
