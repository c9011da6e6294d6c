// The gradient of a micro-batch: by one program, or layer by layer.
import * as names from "../graph/names.ts"
import * as Effect from "effect/Effect"
import type { Graph } from "../graph/graph.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { feedsOf } from "../graph/feeds_of.ts"
import { value, type Values } from "../graph/value.ts"
import type { Feeds } from "../runtime/feeds.ts"
import type { ProgramCache } from "../runtime/program_cache.ts"
import { byLayer, forward, headSignals, layered } from "./layered.ts"
import { backwardPass, layeredBackward } from "./_layered_gradient.ts"
import type { Trainable } from "./_trainable.ts"
import { type Learner, readBy } from "./learner.ts"
import { attempt } from "../runtime/drained.ts"
import { ordered } from "../signals/ordered.ts"

/** A micro-batch, and its place in the batch. */
export interface MicroBatch {
  readonly parameters: Feeds
  readonly layout: Values
  /** Grids of columns, and the sizes of the whole batch. */
  readonly columns: Values
  /** A slab for the gradient. */
  readonly into: Float32Array
  /** Whether the gradient is added to what is there, instead of overwriting it. */
  readonly adds: boolean
  /** Ends the computation between two runs. */
  readonly signal: AbortSignal
}

/** Writes or adds the gradient of a micro-batch, and gives its metrics beside. */
export type Differentiate = (batch: MicroBatch) => Promise<Values>

/** The gradient by the learner's `step`: one program, which computes nothing twice. */
export const byStep = Effect.fnUntraced(
  function* (learner: Learner, tensors: ReadonlyArray<Trainable>, programs: ProgramCache) {
    const { graph, program } = yield* programs.get("step", () => learner.step)
    let scratch: Float32Array | undefined
    const differentiate: Differentiate = async ({ parameters, layout, columns, into, adds }) => {
      const slab = adds ? scratch ??= new Float32Array(into.length) : into
      const places = Object.fromEntries(tensors.map(({ name, dims, at, length }) => [
        names.grad(name),
        value("float32", dims, slab.subarray(at, at + length)),
      ]))
      const outputs = await program.execute(feedsOf(graph, { ...parameters, ...layout, ...columns }), places)
      if (adds) { for (let i = 0; i < slab.length; i++) into[i] += slab[i] }
      return outputs
    }
    return differentiate
  },
)

/**
 * The gradient layer by layer: the forward pass keeps one state a layer, the loss is computed from the signals, and the
 * backward pass computes each layer once more. Chen et al. 2016, arXiv:1604.06174.
 */
export const byLayers = Effect.fnUntraced(function* (
  { config, learner, loss, logits }: {
    readonly config: ModelConfig
    readonly learner: Learner
    readonly loss: Graph
    /** Most logits that the head holds at a time. Default 2^24. */
    readonly logits?: number
  },
  tensors: ReadonlyArray<Trainable>,
  programs: ProgramCache,
) {
  const signals = yield* attempt("learn", () => ordered("learn", readBy(learner.signals, loss), config.vocab))
  const { temperature } = learner
  const pieces = yield* layered(config, programs, { signals, temperature, ...(logits === undefined ? {} : { logits }) })
  const measured = yield* programs.get("loss", () => loss)
  const seeded = pieces.signals.filter((name) => Object.hasOwn(loss.outputs, names.grad(name)))
  const backward = yield* layeredBackward(pieces, programs, { trainable: tensors, signals: seeded })
  const differentiate: Differentiate = async ({ parameters: feeds, layout, columns, into, adds, signal }) => {
    const means = { parameters: byLayer(config, feeds), layout, signal }
    const pass = await forward(pieces, { ...means, keep: true })
    const read = await headSignals(pieces, { ...means, predicting: pass.predicting })
    const signalFeeds = Object.fromEntries(Object.entries(read).map(([name, x]) => [names.signal(name), x]))
    const outputs = await measured.program.execute(feedsOf(loss, { ...layout, ...columns, ...signalFeeds }))
    const seeds = Object.fromEntries(seeded.map((name) => [name, outputs[names.grad(name)]]))
    if (!adds) into.fill(0)
    await backwardPass({ layered: pieces, backward, gradient: into }, { ...means, pass, seeds })
    return outputs
  }
  return differentiate
})
