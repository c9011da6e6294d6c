// The signals of a packed batch's completions: by one program, or layer by layer if all logits would be too large.
import * as names from "../graph/names.ts"
import * as Effect from "effect/Effect"
import { type Graph, graph } from "../graph/graph.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { feedsOf } from "../graph/feeds_of.ts"
import { gridLayout } from "../model/grid_layout.ts"
import { packedModel } from "../model/packed.ts"
import { type Value, value, type Values } from "../graph/value.ts"
import type { Feeds } from "../runtime/feeds.ts"
import type { ProgramCache } from "../runtime/program_cache.ts"
import { byLayer, forward, headSignals, layered } from "./layered.ts"
import { identity } from "../signals/flat_signal.ts"
import type { Signal } from "../signals/signal.ts"
import { tokenSignals } from "../signals/token_signals.ts"

/** Signals of a layout, one grid (R, T) each, zeros in the padding. */
export type Reader = (layout: Values, parameters: Feeds, signal: AbortSignal) => Promise<Values>

/** At most this many tokens are read in one run. */
export const mostTokens = 2048

/** The requested signals, and their temperature. */
interface Asked {
  readonly signals: ReadonlyArray<Signal>
  readonly temperature: number
}

/** The signals of a packed batch: one grid (R, T) each, zeros in the padding. */
export const signalGraph = (config: ModelConfig, { signals, temperature }: Asked): Graph => {
  const packed = packedModel(config)
  const flat = tokenSignals(signals, packed, temperature)
  // Where no signal reads more than the tokens, there is no model, and nothing to tell groups apart.
  const alone = !Object.hasOwn(graph(flat).inputs, names.layout("tokens"))
  const { toGrid } = alone ? gridLayout("R", "float32") : packed
  return graph(Object.fromEntries(Object.entries(flat).map(([name, x]) => [name, toGrid(x)])))
}

/** Compiles a reader. By default `whole`, one program, if the logits of `mostTokens` tokens are at most 2^26 numbers. */
export const readerOf = Effect.fnUntraced(function* (
  config: ModelConfig,
  programs: ProgramCache,
  { whole = mostTokens * config.vocab <= 2 ** 26, ...asked }: Asked & { readonly whole?: boolean },
) {
  if (whole) {
    const { graph, program } = yield* programs.get(
      `read ${JSON.stringify([asked.signals.map((signal) => identity(signal, config.vocab)), asked.temperature])}`,
      () => signalGraph(config, asked),
    )
    const reader: Reader = (layout, parameters) => program.execute(feedsOf(graph, { ...parameters, ...layout }))
    return reader
  }
  const pieces = yield* layered(config, programs, asked)
  const reader: Reader = async (layout, feeds, signal) => {
    const means = { parameters: byLayer(config, feeds), layout, signal }
    const { predicting } = await forward(pieces, { ...means, keep: false })
    const flat = await headSignals(pieces, { ...means, predicting })
    return Object.fromEntries(Object.entries(flat).map(([name, x]) => [name, toGrid(x, layout[names.layout("grid")])]))
  }
  return reader
})

// (M) -> (R, T), zeros where the index is -1
const toGrid = ({ data }: Value<"float32">, index: Value): Value<"float32"> =>
  value("float32", index.dims, Float32Array.from(index.data, (m) => (m < 0 ? 0 : data[m])))
