// The packed model layer by layer, and its head a chunk of tokens at a time.
import * as names from "../graph/names.ts"
import * as Effect from "effect/Effect"
import type { ModelConfig } from "../model/architecture.ts"
import { forwardGraph, type LayeredModel, layeredModel, placeOf } from "../model/layered.ts"
import { feedsOf } from "../graph/feeds_of.ts"
import { type Value, value, type Values } from "../graph/value.ts"
import type { Feeds } from "../runtime/feeds.ts"
import type { Compiled, ProgramCache } from "../runtime/program_cache.ts"
import { breathe } from "../runtime/drained.ts"
import { type Rooms, rooms } from "./_room.ts"
import { identity } from "../signals/flat_signal.ts"
import type { Signal } from "../signals/signal.ts"

/** The compiled pieces of a model, and the arrays of their results. */
export interface Layered {
  readonly config: ModelConfig
  readonly model: LayeredModel
  readonly embed: Compiled
  /** By layer. */
  readonly blocks: ReadonlyArray<Compiled>
  readonly predict: Compiled
  readonly head: Compiled
  /** The names of what the head computes, in the order of its outputs. */
  readonly signals: ReadonlyArray<string>
  readonly room: Rooms
  /** Rows of the head at a time. */
  readonly chunk: number
}

/** The number of rows that the head takes at a time, if it may hold `logits` logits. */
export const headRows = ({ vocab }: ModelConfig, logits = 2 ** 24): number => Math.max(1, Math.floor(logits / vocab))

/** The key of a layer's piece among programs: equal pieces share a key. */
export const blockName = ({ blocks }: LayeredModel, block: LayeredModel["blocks"][number]): string => {
  const first = blocks.indexOf(block)
  return first === 0 ? "block" : `block ${first}`
}

/** Compiles the pieces for these signals; `logits` is the most logits that the head holds at a time. */
export const layered = Effect.fnUntraced(function* (
  config: ModelConfig,
  programs: ProgramCache,
  { signals, temperature, logits }: {
    readonly signals: ReadonlyArray<Signal>
    readonly temperature: number
    readonly logits?: number
  },
) {
  const model = layeredModel(config, { signals, temperature })
  const given = signals.map(({ name }) => name)
  const get = (name: "embed" | "predict") => programs.get(`layered ${name}`, () => forwardGraph(model[name], ["next"]))
  const made: Layered = {
    config,
    model,
    embed: yield* get("embed"),
    blocks: yield* Effect.forEach(
      model.blocks,
      (block) => programs.get(`layered ${blockName(model, block)}`, () => forwardGraph(block, ["next"])),
    ),
    predict: yield* get("predict"),
    head: yield* programs.get(
      `layered head ${JSON.stringify([signals.map((signal) => identity(signal, config.vocab)), temperature])}`,
      () => forwardGraph(model.head, given),
    ),
    signals: given,
    room: rooms(),
    chunk: headRows(config, logits),
  }
  return made
})

/** The parameters of a model, sorted by piece. */
export interface ByLayer {
  /** Parameters outside of the layers. */
  readonly outer: Feeds
  /** Parameters of each layer, under the names of layer 0. */
  readonly layers: ReadonlyArray<Feeds>
}

/** Sorts parameters by the layer that reads them. */
export const byLayer = ({ layers }: ModelConfig, parameters: Feeds): ByLayer => {
  const outer: Record<string, Feeds[string]> = {}
  const inner = Array.from({ length: layers }, (): Record<string, Feeds[string]> => ({}))
  for (const [name, feed] of Object.entries(parameters)) {
    const place = placeOf(name)
    const into = place.layer === undefined ? outer : inner[place.layer]
    into[place.name] = feed
  }
  return { outer, layers: inner }
}

/** The results of a forward pass that the backward pass needs. */
export interface Pass {
  /** (N, C) each: the input of every layer, and the output of the last; if `keep` is false, that output alone. */
  readonly states: ReadonlyArray<Value>
  /** (M, C): the states that predict the completion tokens. */
  readonly predicting: Value
}

/** All layers; the states of `keep` stay until the next pass. */
export const forward = async (
  { config, embed, blocks, predict, room }: Layered,
  { parameters, layout, keep, signal }: {
    readonly parameters: ByLayer
    readonly layout: Values
    readonly keep: boolean
    readonly signal: AbortSignal
  },
): Promise<Pass> => {
  const dims = [layout[names.layout("tokens")].dims[0], config.width]
  const place = (layer: number) => room(`state ${keep ? layer : layer % 2}`, dims)
  const run = async ({ graph, program }: Compiled, feeds: Feeds, into: Value) => {
    await breathe(signal)
    await program.execute(feedsOf(graph, { ...layout, ...feeds }), { next: into })
    return into
  }
  const states = [await run(embed, parameters.outer, place(0))]
  for (const [i, own] of parameters.layers.entries()) {
    const next = await run(blocks[i], { ...own, state: states[states.length - 1] }, place(i + 1))
    if (!keep) states.pop()
    states.push(next)
  }
  const rows = [layout[names.layout("targets")].dims[0], config.width]
  const last = { ...parameters.outer, state: states[states.length - 1] }
  return { states, predicting: await run(predict, last, room("predicting", rows)) }
}

/** The signals of every completion token, (M) each. */
export const headSignals = async (
  layered: Layered,
  { parameters, layout, predicting, signal }: {
    readonly parameters: ByLayer
    readonly layout: Values
    readonly predicting: Value
    readonly signal: AbortSignal
  },
): Promise<Readonly<Record<string, Value<"float32">>>> => {
  const { head, signals } = layered
  const [m] = predicting.dims
  const results = Object.fromEntries(signals.map((name) => [name, value("float32", [m], new Float32Array(m))]))
  for (const [from, to] of chunks(m, layered.chunk)) {
    await breathe(signal)
    const feeds = { ...parameters.outer, ...chunkOf(layout, predicting, [from, to]) }
    const into = Object.fromEntries(signals.map((name) => [name, rowsOf(results[name], [from, to])]))
    await head.program.execute(feedsOf(head.graph, feeds), into)
  }
  return results
}

/** The head's inputs for some rows. */
export const chunkOf = (layout: Values, predicting: Value, span: readonly [number, number]) => ({
  state: rowsOf(predicting, span),
  [names.layout("targets")]: rowsOf(layout[names.layout("targets")], span),
})

/** Rows `from` to `to` of a value, in place. */
export const rowsOf = ({ dtype, dims: [, ...rest], data }: Value, [from, to]: readonly [number, number]): Value => {
  const width = rest.reduce((a, b) => a * b, 1)
  return { dtype, dims: [to - from, ...rest], data: data.subarray(from * width, to * width) }
}

/** Spans of at most `size` rows. */
export const chunks = (rows: number, size: number): ReadonlyArray<readonly [number, number]> =>
  Array.from({ length: Math.ceil(rows / size) }, (_, i) => [i * size, Math.min(rows, (i + 1) * size)] as const)
