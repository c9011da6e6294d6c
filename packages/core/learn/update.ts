// One update: gradients of micro-batches add up in one slab, then the optimizer runs over weights and slots in place.
import * as names from "../graph/names.ts"
import { type Value, value } from "../graph/value.ts"
import { inVocabulary, type ModelConfig } from "../model/architecture.ts"
import { grid, pack } from "../model/pack.ts"
import { feedsOf } from "../graph/feeds_of.ts"
import { breathe } from "../runtime/drained.ts"
import type { Learning } from "./learning.ts"
import type { Trainable } from "./_learning_state.ts"
import { microBatches } from "./micro_batches.ts"
import type { Learner, TrainingBatch, TrainingGroup } from "./learner.ts"
import { InvalidInput, NoNumber, PolicyError, TooLong } from "../runtime/policy_error.ts"

/** Learns from one batch. The weights do not change before all gradients are complete and finite. */
export const update = async (
  learning: Learning,
  batch: TrainingBatch,
  signal: AbortSignal,
): Promise<Readonly<Record<string, number>>> => {
  checkBatch(learning, batch)
  const metrics = await gradients(learning, batch, signal)
  const norm = globalNorm(learning.state.gradient)
  const odd = Object.entries({ grad_norm: norm, ...metrics }).find(([, x]) => !Number.isFinite(x))
  if (odd !== undefined) {
    const [quantity, x] = odd
    throw refused(new NoNumber({ quantity, message: `Cannot update: ${quantity} is ${x}` }))
  }
  await breathe(signal)
  await apply(learning, { learningRate: batch.learningRate, norm })
  return { ...metrics, grad_norm: norm }
}

const refused = (reason: PolicyError["reason"]) => new PolicyError({ action: "update", reason })
const invalid = (field: string, is: string) =>
  refused(new InvalidInput({ field, message: `Cannot update: ${field} ${is}` }))

const gradients = async (learning: Learning, { groups }: TrainingBatch, signal: AbortSignal) => {
  const { learner, config, parameters, differentiate, reference } = learning
  const rows = groups.flatMap((group) => group.rows)
  // A completion of no tokens counts as a sequence, and has no gradient.
  const spoken = groups.map(({ prompt, rows }) => ({ prompt, rows: rows.filter((row) => row.tokens.length > 0) }))
  const scalars = {
    tokens: scalarValue(rows.reduce((sum, row) => sum + row.tokens.length, 0)),
    sequences: scalarValue(rows.length),
  }
  const metrics: Record<string, number> = {}
  for (const [i, part] of microBatches(spoken, { most: learner.microBatchTokens, heads: config.heads }).entries()) {
    await breathe(signal)
    const layout = pack(config, part)
    const columns: Record<string, Value> = {}
    for (const name of learner.columns) columns[name] = grid(part, (row) => row.columns[name])
    if (reference !== undefined) {
      columns.reference = (await reference.reader(layout, reference.parameters, signal)).logprob
    }
    const outputs = await differentiate({
      parameters,
      layout,
      columns: { ...columns, ...scalars },
      first: i === 0,
      signal,
    })
    for (const [name, how] of Object.entries(learner.metrics)) {
      const x = Number(outputs[name].data[0])
      metrics[name] = metrics[name] === undefined ? x : combine[how](metrics[name], x)
    }
  }
  return metrics
}

const combine = {
  sum: (a: number, b: number) => a + b,
  max: (a: number, b: number) => Math.max(a, b),
  min: (a: number, b: number) => Math.min(a, b),
}

// The optimizer is element-wise, so weights side by side take one run, cut to the size of the processor's cache.
const apply = async (
  { learner, optimizer, state }: Learning,
  { learningRate, norm }: { readonly learningRate: number; readonly norm: number },
) => {
  state.steps++
  const scalars = {
    step: scalarValue(state.steps),
    learning_rate: scalarValue(learningRate),
    grad_norm: scalarValue(norm),
  }
  for (const { weight, at, length } of stretches(state.tensors)) {
    for (let from = 0; from < length; from += stretch) {
      const size = Math.min(stretch, length - from)
      const view = (slab: Float32Array, start: number) =>
        value("float32", [size], slab.subarray(start + from, start + from + size))
      const slots = learner.slots.map(({ name }, i) => [name, view(state.slots[i], at)] as const)
      const parameter = view(weight, 0)
      await optimizer.program.execute(
        feedsOf(optimizer.graph, {
          parameter,
          gradient: view(state.gradient, at),
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
