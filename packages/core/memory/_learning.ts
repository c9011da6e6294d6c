// The memory of learning: a micro-batch in one program, or layer by layer.
import * as names from "../graph/names.ts"
import { parameterShapes } from "../model/adapter_shapes.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { backwardGraph, forwardGraph, layeredModel, placeOf } from "../model/layered.ts"
import { headRows } from "../learn/layered.ts"
import { weightInputs } from "./_weights.ts"
import { evenMicroBatches, microBatches } from "../learn/micro_batches.ts"
import type { Shared } from "./_sampling.ts"
import { signalGraph } from "../learn/reader.ts"
import { type Learner, readBy } from "../learn/learner.ts"
import type { MemoryLine, MemoryPhase, SizedProgram } from "./memory.ts"
import { logprob } from "../signals/logprob.ts"
import { ordered } from "../signals/ordered.ts"

/** The shape of a batch, in which all prompts, and all completions, count as equally long. */
export interface BatchShape {
  readonly prompts: number
  /** Completions a prompt. */
  readonly completions: number
  /** Tokens of the longest prompt. */
  readonly promptTokens: number
  /** Tokens of the longest completion. */
  readonly completionTokens: number
}

/** The memory that a learner holds from its start, beside the weights. */
export const learnerMemory = (
  config: ModelConfig,
  learner: Learner,
  { lanes, ...shape }: BatchShape & Shared,
): ReadonlyArray<MemoryLine> => {
  const { trainable, slots, reference, loss } = learner
  const shapes = parameterShapes(config)
  const bytes = (names: ReadonlyArray<string>) => 4 * names.reduce((sum, name) => sum + count(shapes[name]), 0)
  const all = bytes(trainable)
  // A micro-batch's own gradient, beside the sum: of one layer at a time, or of all weights if there are several micro-batches.
  const layers = Array.from({ length: config.layers }, (_, i) => trainable.filter((name) => placeOf(name).layer === i))
  const outer = trainable.filter((name) => placeOf(name).layer === undefined)
  const share = lanes.threads > 0
    ? Math.min(lanes.threads, batches(config, learner, { ...shape, lanes }).length) * all
    : loss !== undefined
    ? bytes(outer) + Math.max(...layers.map(bytes)) + (lanes.apart ? all : 0)
    : batches(config, learner, { ...shape, lanes }).length > 1
    ? all
    : 0
  return [
    { what: "gradients", bytes: all + share },
    { what: "optimizer state", bytes: slots.length * all },
    ...(lanes.threads > 0 ? [{ what: "weights on their way", bytes: all }] : []),
    ...(reference ? [{ what: "reference weights", bytes: lanes.atOnce * all }] : []),
  ]
}

/** The phase in which the state of training is copied: trainable weights and their slots. */
export const stateMemory = (config: ModelConfig, learner: Learner): MemoryPhase => (
  { what: "checkpoint", held: (1 + learner.slots.length) * trained(config, learner), programs: [] }
)

/** Bytes of the weights that a learner changes. */
export const trained = (config: ModelConfig, { trainable }: Learner): number => {
  const shapes = parameterShapes(config)
  return 4 * trainable.reduce((sum, name) => sum + count(shapes[name]), 0)
}

/** The phase of an update: the gradient of a micro-batch, and before it the reference's log-probabilities, if needed. */
export const learningMemory = (
  config: ModelConfig,
  learner: Learner,
  { lanes, ...shape }: BatchShape & Shared,
): MemoryPhase => {
  const { loss, reference, trainable } = learner
  const cut = batches(config, learner, { ...shape, lanes })
  const [sizes, times] = [largest(cut), Math.min(lanes.atOnce, cut.length)]
  const held = Object.keys(weightInputs(config))
  const programs = loss === undefined
    ? [
      { graph: learner.step, sizes, held, into: trainable.map((name) => names.grad(name)) },
      ...(reference
        ? [{ graph: signalGraph(config, { signals: [logprob], temperature: learner.temperature }), sizes, held }]
        : []),
    ]
    : layeredPrograms(config, { ...learner, loss }, sizes)
  // One state (N, C) a layer and one more, and (M, C) twice, for the forward and the backward pass.
  const { N, M } = sizes
  const states = loss === undefined ? 0 : 4 * config.width * ((config.layers + 2) * N + 2 * M)
  return { what: "learning", held: times * states, programs, times }
}

const layeredPrograms = (
  config: ModelConfig,
  { temperature, trainable, loss, signals: all }: Learner & Required<Pick<Learner, "loss">>,
  sizes: Sizes,
): ReadonlyArray<SizedProgram> => {
  const signals = ordered("learn", readBy(all, loss), config.vocab)
  const model = layeredModel(config, { signals, temperature })
  const weights = Object.keys(weightInputs(config))
  const seeded = names.listed(names.grad, Object.keys(loss.outputs))
  const learned = new Set(trainable.map((name) => placeOf(name).name))
  const pieces = [
    ["embed", model.embed],
    ...[...new Set(model.blocks)].map((block) => ["block", block] as const),
    ["predict", model.predict],
    ["head", model.head],
  ] as const
  return pieces.flatMap(([name, piece]) => {
    const outputs = name === "head" ? signals.map(({ name }) => name) : ["next"]
    const there = forwardGraph(piece, outputs)
    const parameters = Object.keys(there.inputs).filter((input) => learned.has(input))
    const asked = { outputs: name === "head" ? seeded : outputs, state: name !== "embed", parameters }
    const graphs = [there, ...(asked.state || parameters.length > 0 ? [backwardGraph(piece, asked)] : [])]
    const rows = name === "head" ? { M: Math.min(sizes.M, headRows(config)) } : {}
    return graphs.map((graph): SizedProgram => ({
      graph,
      sizes: { ...sizes, ...rows },
      held: [...weights, "state", names.seed("next")],
      into: Object.keys(graph.outputs),
    }))
  }).concat({ graph: loss, sizes, held: [] })
}

type Sizes = Readonly<Record<"B" | "G" | "R" | "P" | "T" | "S" | "N" | "M", number>>

/**
 * The sizes of micro-batches, as an update cuts them. Of many alike groups the first ones say what there is: no more of them are
 * made than some micro-batches take.
 */
const batches = (
  config: ModelConfig,
  { microBatchTokens }: Learner,
  { lanes, ...shape }: BatchShape & Shared,
): ReadonlyArray<Sizes> => {
  const [P, T] = [shape.promptTokens, shape.completionTokens]
  const enough = 8 * (1 + Math.floor(microBatchTokens / (P + shape.completions * T)))
  const row = { tokens: new Int32Array(T) }
  const group = { prompt: new Int32Array(P), rows: Array<typeof row>(shape.completions).fill(row) }
  const groups = Array<typeof group>(Math.min(shape.prompts, enough)).fill(group)
  const cut = lanes.parts > 1 && shape.prompts <= enough ? evenMicroBatches : microBatches
  return cut(groups, {
    most: microBatchTokens,
    heads: config.heads,
  }).map((part) => {
    const B = part.length
    const G = part.reduce((most, { rows }) => Math.max(most, rows.length), 0)
    const completions = part.reduce((sum, { rows }) => sum + rows.length, 0)
    return { B, G, R: B * G, P, T, S: Math.max(1, T - 1), N: B * P + completions * (T - 1), M: completions * T }
  })
}

const largest = (sizes: ReadonlyArray<Sizes>): Sizes =>
  sizes.reduce((most, next) => (next.N + next.M > most.N + most.M ? next : most))

const count = (shape: ReadonlyArray<number>) => shape.reduce((a, b) => a * b, 1)
