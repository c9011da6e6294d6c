// Shapes as int64 vectors: known sizes are literals, and symbols are read off the feeds.
import { type Dim, polynomial, type Shape } from "../graph/dim.ts"
import type { Graph } from "../graph/graph.ts"

/** One node, and one literal, by the names of their values. */
interface Means {
  readonly op: (
    type: string,
    inputs: ReadonlyArray<string>,
    options?: { readonly attributes: Readonly<Record<string, number>> },
  ) => string
  readonly int64: (values: ReadonlyArray<number>) => string
}

/** The nodes that compute a shape of this graph; without symbols there are none, only a literal. */
export const dimsOf = (graph: Graph, { op, int64 }: Means) => {
  const dim = sizeOf(graph, { op, int64 })
  return (shape: Shape): string => {
    if (shape.every((d) => typeof d === "number")) return int64(shape)
    if (shape.length === 1) return dim(shape[0])
    const parts = runs(shape).map((run) => (Array.isArray(run) ? int64(run) : dim(run)))
    return parts.length === 1 ? parts[0] : op("Concat", parts, { attributes: { axis: 0 } })
  }
}

/** The nodes that compute one dimension, as a vector of length 1. */
const sizeOf = (graph: Graph, { op, int64 }: Means) => {
  // A symbol's size is read off the first input dimension that is that symbol alone.
  const binding = new Map<Dim, { readonly input: string; readonly axis: number }>()
  for (const [input, { shape }] of Object.entries(graph.inputs)) {
    for (const [axis, d] of shape.entries()) if (!binding.has(d)) binding.set(d, { input, axis })
  }
  const symbol = (name: string): string => {
    const found = binding.get(name)
    if (found === undefined) throw new Error(`Cannot lower graph: no input binds dimension "${name}"`)
    const { input, axis } = found
    return op("Shape", [input], { attributes: { start: axis, end: axis + 1 } })
  }
  return (d: Dim): string => {
    if (typeof d === "number") return int64([d])
    const terms = [...polynomial(d)].map(([symbols, coefficient]) => {
      const factors = symbols === "" ? [] : symbols.split("*").map(symbol)
      if (coefficient !== 1 || factors.length === 0) factors.push(int64([coefficient]))
      return factors.reduce((a, b) => op("Mul", [a, b]))
    })
    return terms.reduce((a, b) => op("Add", [a, b]))
  }
}

/** A shape's dimensions, with neighboring known sizes as one run. */
const runs = (shape: Shape): ReadonlyArray<Array<number> | string> => {
  const all: Array<Array<number> | string> = []
  for (const d of shape) {
    const last = all.at(-1)
    if (typeof d !== "number") all.push(d)
    else if (Array.isArray(last)) last.push(d)
    else all.push([d])
  }
  return all
}
