// The gradient of a piece of a batch: what can be computed elsewhere, and added up in the order of the pieces.
import * as Effect from "effect/Effect"
import { type Value, value } from "../graph/value.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { grid, pack } from "../model/pack.ts"
import { attempt, breathe, policyError } from "../runtime/drained.ts"
import type { Feeds } from "../runtime/feeds.ts"
import { programCache } from "../runtime/program_cache.ts"
import { residence } from "../runtime/residence.ts"
import type { Runtime } from "../runtime/runtime.ts"
import { logprob } from "../signals/logprob.ts"
import { byLayers, byStep } from "./_differentiate.ts"
import type { Learner, TrainingBatch, TrainingGroup } from "./learner.ts"
import { evenMicroBatches, microBatches } from "./micro_batches.ts"
import { readerOf } from "./reader.ts"
import { trainables } from "./_trainable.ts"
import { copyWeights, type Weights } from "./weights.ts"

/** What goes through the model at once, and the sizes of the whole batch, by which results are divided. */
export interface Piece {
  readonly groups: ReadonlyArray<TrainingGroup>
  readonly tokens: number
  readonly sequences: number
}

/** The gradient of a piece, or the sum of several, and the metrics of the piece. */
export interface Gradient {
  readonly gradient: Float32Array
  readonly metrics: Readonly<Record<string, number>>
}

/**
 * The pieces of a batch, `even` where they are computed at the same time: the learner's settings and the model's shape fix them,
 * and nothing else.
 */
export const piecesOf = (
  { microBatchTokens: most }: Learner,
  { groups }: TrainingBatch,
  { config: { heads }, even }: { readonly config: ModelConfig; readonly even: boolean },
): ReadonlyArray<Piece> => {
  const rows = groups.flatMap((group) => group.rows)
  const tokens = rows.reduce((sum, row) => sum + row.tokens.length, 0)
  // A completion of no tokens counts as a sequence, and has no gradient.
  const spoken = groups.map(({ prompt, rows }) => ({ prompt, rows: rows.filter((row) => row.tokens.length > 0) }))
  const cut = even ? evenMicroBatches : microBatches
  return cut(spoken, { most, heads }).map((groups) => ({ groups, tokens, sequences: rows.length }))
}

/** Where a gradient goes. */
export interface Into {
  /** As long as the trainable weights. */
  readonly gradient: Float32Array
  /** Whether the gradient is added to what is there, instead of overwriting it. */
  readonly adds: boolean
}

/** Compiles what gradients need, for the present weights. Programs live as long as the scope. */
export const gradients = Effect.fnUntraced(function* (
  learner: Learner,
  { runtime, config, weights, parameters }: {
    readonly runtime: Runtime["Service"]
    readonly config: ModelConfig
    readonly weights: Weights
    /** The feeds of the weights. */
    readonly parameters: Feeds
  },
) {
  const tensors = yield* attempt("learn", () => trainables(learner, weights))
  const programs = programCache(runtime, { scope: yield* Effect.scope, capacity: Infinity })
  const differentiate = learner.loss === undefined
    ? yield* byStep(learner, tensors, programs)
    : yield* byLayers({ config, learner, loss: learner.loss }, tensors, programs)
  const asked = { temperature: learner.temperature, signals: [logprob], whole: learner.loss === undefined }
  const first = learner.reference ? copyWeights(weights, learner.trainable).parameters : {}
  const { feeds } = yield* Effect.mapError(residence(runtime, first), (cause) => policyError("learn", cause))
  const reference = learner.reference ? yield* readerOf(config, programs, asked) : undefined
  // Frozen weights never change, so they are not copied.
  const frozen = { ...parameters, ...feeds }
  return async (piece: Piece, { gradient, adds }: Into, signal: AbortSignal): Promise<Gradient> => {
    const { groups, tokens, sequences } = piece
    await breathe(signal)
    const layout = pack(config, groups)
    const columns: Record<string, Value> = { tokens: scalar(tokens), sequences: scalar(sequences) }
    for (const name of learner.columns) columns[name] = grid(groups, (row) => row.columns[name])
    if (reference !== undefined) columns.reference = (await reference(layout, frozen, signal)).logprob
    const outputs = await differentiate({ parameters, layout, columns, into: gradient, adds, signal })
    const metrics = Object.keys(learner.metrics).map((name) => [name, Number(outputs[name].data[0])] as const)
    return { gradient, metrics: Object.fromEntries(metrics) }
  }
})

const scalar = (x: number) => value("float32", [], Float32Array.of(x))
