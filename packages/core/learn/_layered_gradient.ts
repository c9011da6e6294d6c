// The backward pass through the pieces of a model: each piece is computed once more and differentiated, the last one first.
import * as names from "../graph/names.ts"
import * as Effect from "effect/Effect"
import { graph } from "../graph/graph.ts"
import { backwardGraph, type BackwardOf, type Piece, placeOf } from "../model/layered.ts"
import { feedsOf } from "../graph/feeds_of.ts"
import { type Value, type Values } from "../graph/value.ts"
import type { Feeds } from "../runtime/feeds.ts"
import type { Compiled, ProgramCache } from "../runtime/program_cache.ts"
import { breathe } from "../runtime/drained.ts"
import { blockName, type ByLayer, chunkOf, chunks, type Layered, type Pass, rowsOf } from "./layered.ts"
import type { Trainable } from "./_trainable.ts"

/** A piece's backward program; the gradients that it computes, under the piece's names, and the slabs that they add up in. */
export interface Backward {
  readonly program: Compiled
  readonly parameters: ReadonlyArray<{ readonly name: string; readonly tensor: Trainable }>
  /** Whether an earlier piece has trainable parameters, so that the gradient of the state is needed. */
  readonly state: boolean
}

/** Backward programs of the pieces that are trained or come after a trained piece. */
export interface LayeredBackward {
  readonly head: Backward | undefined
  readonly predict: Backward | undefined
  /** By layer. */
  readonly blocks: ReadonlyArray<Backward | undefined>
  readonly embed: Backward | undefined
}

/** Compiles the backward programs for `trainable`, given gradients of `signals`. Layers that train alike share a program. */
export const layeredBackward = Effect.fnUntraced(function* (
  { config, model }: Layered,
  programs: ProgramCache,
  { trainable, signals }: { readonly trainable: ReadonlyArray<Trainable>; readonly signals: ReadonlyArray<string> },
) {
  const all: ReadonlyArray<Placed> = trainable.map((tensor) => ({ ...placeOf(tensor.name), tensor }))
  const of = (names: ReadonlyArray<string>) => all.filter(({ name }) => names.includes(name))
  // A tied head and the embedding learn the same weight: both add to it.
  const reads = (piece: "embed" | "predict" | "head") => of(namesIn(model[piece].outputs))
  const embed = reads("embed")
  const blocks = Array.from({ length: config.layers }, (_, i) => all.filter(({ layer }) => layer === i))
  const predict = reads("predict")
  const head = reads("head")
  const compile = compiling(programs)
  const flat = ["next"]
  const made: LayeredBackward = {
    embed: yield* compile(["embed", model.embed], { own: embed, before: [], outputs: flat }),
    blocks: yield* Effect.forEach(
      blocks,
      (own, i) =>
        compile([blockName(model, model.blocks[i]), model.blocks[i]], {
          own,
          before: [embed, ...blocks.slice(0, i)],
          outputs: flat,
        }),
    ),
    predict: yield* compile(["predict", model.predict], { own: predict, before: [embed, ...blocks], outputs: flat }),
    head: yield* compile(["head", model.head], { own: head, before: [embed, ...blocks, predict], outputs: signals }),
  }
  return made
})

type Placed = ReturnType<typeof placeOf> & { readonly tensor: Trainable }

/** A piece's way back; undefined where nothing in it, nor before it, has something to learn. */
const compiling = (programs: ProgramCache) =>
  Effect.fnUntraced(function* (
    [name, piece]: readonly [name: string, piece: Piece],
    { own, before, outputs }: {
      readonly own: ReadonlyArray<Placed>
      readonly before: ReadonlyArray<ReadonlyArray<Placed>>
      readonly outputs: ReadonlyArray<string>
    },
  ) {
    const state = before.some(({ length }) => length > 0)
    if (!state && own.length === 0) return undefined
    const asked: BackwardOf = { outputs, state, parameters: own.map(({ name }) => name) }
    const made: Backward = {
      program: yield* programs.get(`back ${name} ${JSON.stringify(asked)}`, () => backwardGraph(piece, asked)),
      parameters: own,
      state,
    }
    return made
  })

/** Adds the gradients of one pass to `gradient`, given those of the signals, (M) each. */
export const backwardPass = async (
  { layered, backward, gradient }: {
    readonly layered: Layered
    readonly backward: LayeredBackward
    readonly gradient: Float32Array
  },
  { parameters, layout, pass, seeds, signal }: {
    readonly parameters: ByLayer
    readonly layout: Values
    readonly pass: Pass
    readonly seeds: Values
    readonly signal: AbortSignal
  },
): Promise<void> => {
  const run = runner({ layered, gradient, layout, signal })
  const { states, predicting } = pass
  const { head, predict, blocks, embed } = backward
  if (head === undefined) return
  const { room } = layered
  const back = room(names.grad("predicting"), predicting.dims) // (M, C)
  for (const span of chunks(predicting.dims[0], layered.chunk)) {
    const own = Object.fromEntries(Object.entries(seeds).map(([name, x]) => [names.seed(name), rowsOf(x, span)]))
    await run(head, { ...parameters.outer, ...chunkOf(layout, predicting, span), ...own }, rowsOf(back, span))
  }
  if (predict === undefined) return
  const last = states[states.length - 1]
  const feeds = { ...parameters.outer, state: last, [names.seed("next")]: back }
  let down = await run(predict, feeds, room(names.grad("state"), last.dims)) // (N, C)
  for (let i = blocks.length - 1; i >= 0; i--) {
    const block = blocks[i]
    if (block === undefined) return
    // The layer's output is not read again, so its place takes the gradient.
    down = await run(block, { ...parameters.layers[i], state: states[i], [names.seed("next")]: down }, states[i + 1])
  }
  if (embed !== undefined) await run(embed, { ...parameters.outer, [names.seed("next")]: down }, down)
}

/** Runs a piece's way back: adds to the gradients of its parameters, and hands back that of its state, written `into`. */
const runner = ({ layered: { room }, gradient, layout, signal }: {
  readonly layered: Layered
  readonly gradient: Float32Array
  readonly layout: Values
  readonly signal: AbortSignal
}) =>
async ({ program: { graph, program }, parameters, state }: Backward, feeds: Feeds, into: Value) => {
  await breathe(signal)
  const places = parameters.map(({ name, tensor }) => [names.grad(name), room(names.grad(name), tensor.dims)] as const)
  const all = { ...Object.fromEntries(places), ...(state ? { [names.grad("state")]: into } : {}) }
  await program.execute(feedsOf(graph, { ...layout, ...feeds }), all)
  for (const [i, { tensor: { at, length } }] of parameters.entries()) {
    add(gradient.subarray(at, at + length), places[i][1].data)
  }
  return into
}

const namesIn = (outputs: Layered["model"]["embed"]["outputs"]) => Object.keys(graph(outputs).inputs)

const add = (into: Float32Array, other: Float32Array) => {
  for (let i = 0; i < into.length; i++) into[i] += other[i]
}
