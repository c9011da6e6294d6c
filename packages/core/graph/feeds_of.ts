import type { Graph } from "./graph.ts"

/**
 * The entries of `values` for which `graph` has an input: a graph may use only a part of a layout.
 * @since 0.1.0
 */
export const feedsOf = <V>(graph: Graph, values: Readonly<Record<string, V>>): Readonly<Record<string, V>> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(graph.inputs, name)))
