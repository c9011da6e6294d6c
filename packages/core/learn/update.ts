// One update: the gradients of pieces add up, then the optimizer runs over weights and slots in place.
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as names from "../graph/names.ts"
import { value } from "../graph/value.ts"
import { inVocabulary, type ModelConfig } from "../model/architecture.ts"
import { feedsOf } from "../graph/feeds_of.ts"
import { attempt, drained } from "../runtime/drained.ts"
import { type Gradient, type Piece, piecesOf } from "./gradient.ts"
import type { Learning } from "./learning.ts"
import type { Trainable } from "./_trainable.ts"
import type { Learner, TrainingBatch, TrainingGroup } from "./learner.ts"
import { InvalidInput, NoNumber, PolicyError, TooLong } from "../runtime/policy_error.ts"

/** What an update does elsewhere. */
export interface UpdateMeans {
  /** Whether pieces are computed at the same time. */
  readonly even: boolean
  /** The sum of the gradients of pieces, added up in their order, and the metrics of each. */
  readonly summed: (pieces: ReadonlyArray<Piece>) => Effect.Effect<Summed, PolicyError>
  /** Once the weights have changed, `whole` unless that failed midway. */
  readonly changed: (whole: boolean) => Effect.Effect<void, PolicyError>
}

/** The gradient of a batch. */
export interface Summed {
  readonly gradient: Float32Array
  readonly metrics: ReadonlyArray<Gradient["metrics"]>
  /** Gives the gradient's array back. */
  readonly done: () => void
}

/** Learns from one batch. The weights do not change before all gradients are complete and finite. */
export const update = Effect.fnUntraced(function* (learning: Learning, batch: TrainingBatch, means: UpdateMeans) {
  const { learner, config } = learning
  yield* attempt("update", () => checkBatch(learning, batch))
  const { gradient, metrics: some, done } = yield* means.summed(piecesOf(learner, batch, { config, even: means.even }))
  const [metrics, norm] = [combined(learner, some), globalNorm(gradient)]
  const odd = Object.entries({ grad_norm: norm, ...metrics }).find(([, x]) => !Number.isFinite(x))
  if (odd !== undefined) {
    const [quantity, x] = odd
    return yield* refused(new NoNumber({ quantity, message: `Cannot update: ${quantity} is ${x}` }))
  }
  const { learningRate } = batch
  const applied = drained("update", () => apply(learning, { gradient, learningRate, norm }))
  // What is interrupted here has still happened, and is told to all who need to know.
  yield* Effect.uninterruptible(
    Effect.flatMap(Effect.exit(applied), (exit) => Effect.andThen(means.changed(Exit.isSuccess(exit)), exit)),
  )
  done()
  return { ...metrics, grad_norm: norm }
})

const refused = (reason: PolicyError["reason"]) => new PolicyError({ action: "update", reason })
const invalid = (field: string, is: string) =>
  refused(new InvalidInput({ field, message: `Cannot update: ${field} ${is}` }))

const combined = (learner: Learner, some: Summed["metrics"]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(learner.metrics).map(([name, how]) => [name, some.map((one) => one[name]).reduce(combine[how])]),
  )

const combine = {
  sum: (a: number, b: number) => a + b,
  max: (a: number, b: number) => Math.max(a, b),
  min: (a: number, b: number) => Math.min(a, b),
}

// The optimizer is element-wise, so weights side by side take one run, cut to the size of the processor's cache.
const apply = async (
  learning: Learning,
  { gradient, learningRate, norm }: {
    readonly gradient: Float32Array
    readonly learningRate: number
    readonly norm: number
  },
) => {
  const { learner, optimizer, tensors, slots: state } = learning
  learning.steps++
  const scalars = {
    step: scalarValue(learning.steps),
    learning_rate: scalarValue(learningRate),
    grad_norm: scalarValue(norm),
  }
  for (const { weight, at, length } of stretches(tensors)) {
    for (let from = 0; from < length; from += stretch) {
      const size = Math.min(stretch, length - from)
      const view = (slab: Float32Array, start: number) =>
        value("float32", [size], slab.subarray(start + from, start + from + size))
      const slots = learner.slots.map(({ name }, i) => [name, view(state[i], at)] as const)
      const parameter = view(weight, 0)
      await optimizer.program.execute(
        feedsOf(optimizer.graph, {
          parameter,
          gradient: view(gradient, at),
          ...Object.fromEntries(slots),
          ...scalars,
        }),
        {
          [names.next("parameter")]: parameter,
          ...Object.fromEntries(slots.map(([name, x]) => [names.next(name), x])),
        },
      )
    }
  }
}

const stretch = 2 ** 18

const stretches = (tensors: ReadonlyArray<Trainable>) => {
  const result: Array<{ weight: Float32Array; at: number; length: number }> = []
  for (const { weight, at, length } of tensors) {
    const last = result.at(-1)
    if (last !== undefined && adjoin(last.weight, weight)) {
      last.length += length
      last.weight = new Float32Array(weight.buffer, last.weight.byteOffset, last.length)
    } else result.push({ weight, at, length })
  }
  return result
}

const adjoin = (a: Float32Array, b: Float32Array) =>
  a.buffer === b.buffer && a.byteOffset + a.byteLength === b.byteOffset

const checkBatch = ({ learner, config }: Learning, { groups, learningRate }: TrainingBatch) => {
  if (!(Number.isFinite(learningRate) && learningRate >= 0)) throw invalid("learningRate", `is ${learningRate}`)
  if (!groups.some(({ rows }) => rows.some(({ tokens }) => tokens.length > 0))) {
    throw invalid("groups", "has no completion token")
  }
  for (const [b, group] of groups.entries()) checkGroup(group, { at: `groups[${b}]`, learner, config })
}

const checkGroup = (
  { prompt, rows }: TrainingGroup,
  { at, learner, config }: { readonly at: string; readonly learner: Learner; readonly config: ModelConfig },
) => {
  const inside = (token: number) => inVocabulary(token, config)
  if (prompt.length === 0 || !prompt.every(inside)) throw invalid(`${at}.prompt`, "is empty or outside the vocabulary")
  for (const [g, { tokens, columns }] of rows.entries()) {
    if (!tokens.every(inside)) throw invalid(`${at}.rows[${g}].tokens`, "is outside the vocabulary")
    const [field, length, positions] = [`${at}.rows[${g}]`, prompt.length + tokens.length, config.maxPositions]
    if (length > positions) {
      const message = `Cannot update: ${field} exceeds the model's ${positions} positions`
      throw refused(new TooLong({ field, tokens: length, positions, message }))
    }
    for (const name of learner.columns) {
      if (columns[name]?.length !== tokens.length) {
        throw invalid(
          `${field}.columns.${name}`,
          `has ${columns[name]?.length} numbers for ${tokens.length} tokens`,
        )
      }
    }
  }
}

const globalNorm = (x: Float32Array) => {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i] * x[i]
  return Math.sqrt(sum)
}

const scalarValue = (x: number) => value("float32", [], Float32Array.of(x))
