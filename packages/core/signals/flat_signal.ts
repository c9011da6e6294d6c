// A signal as data: what crosses to a policy's thread, and what tells whether two signals are the same.
import { graph, topological } from "../graph/graph.ts"
import { type FlatGraph, flatten, grafted } from "../graph/flat_graph.ts"
import { input } from "../graph/ops/leaf.ts"
import type { Tensor } from "../graph/tensor.ts"
import { failure } from "./_failure.ts"
import { built } from "./built.ts"
import type { Signal } from "./signal.ts"

/**
 * A signal whose function is a list of nodes, from inputs named as what it reads, for a vocabulary of one size.
 *
 * @since 0.1.0
 */
export interface FlatSignal<Name extends string = string> extends Omit<Signal<Name>, "of"> {
  readonly graph: FlatGraph
}

/** In a flat signal: its tokens, and what it computes of them. */
const [rows, result] = ["M", "result"]

/**
 * A signal as data, for a vocabulary of `v` tokens. Throws where the signal cannot be built, and where what its function reads
 * is not in its `reads`, or is nothing.
 *
 * @since 0.1.0
 */
export const flattenSignal = <Name extends string>(signal: Signal<Name>, v: number): FlatSignal<Name> => {
  const { of: _, ...about } = signal
  const wide = [rows, v]
  const at = {
    logits: input("logits", wide),
    logprobs: input("logprobs", wide),
    chosen: input("chosen", [rows], "int32"),
  }
  const made = built(signal, at)
  const read = topological([made]).filter(({ op }) => op === "input")
  if (read.length === 0) throw failure(signal.name, "it is a constant: nothing of a token is read")
  const listed: ReadonlyArray<Tensor> = signal.reads.map((name) => at[name])
  const stray = read.find((tensor) => !listed.includes(tensor))
  if (stray?.op === "input") throw failure(signal.name, `"${stray.attributes.name}" is read, and not in its "reads"`)
  return { ...about, graph: flatten(graph({ [result]: made })) }
}

/**
 * The signal of data: the same nodes over any rows.
 *
 * @since 0.1.0
 */
export const unflattenSignal = <Name extends string>({ graph, ...about }: FlatSignal<Name>): Signal<Name> => ({
  ...about,
  of: (at) => {
    const inputs: Readonly<Record<string, Tensor>> = { ...at }
    return grafted(graph, { inputs, symbols: { [rows]: at.chosen.shape[0] } })[result] as typeof at.logits
  },
})

/**
 * The text that two signals share iff they are called and computed alike.
 *
 * @since 0.1.0
 */
export const identity = (signal: Signal, v: number): string => {
  const known = identities.get(signal) ?? new Map<number, string>()
  identities.set(signal, known)
  const text = known.get(v) ?? JSON.stringify([signal.name, flattenSignal(signal, v).graph], exactly)
  known.set(v, text)
  return text
}

const identities = new WeakMap<Signal, Map<number, string>>()

/** JSON has no infinities, and no arrays of floats. */
const exactly = (_: string, x: unknown) =>
  typeof x === "number" && !Number.isFinite(x) ? String(x) : ArrayBuffer.isView(x) ? String(x) : x
