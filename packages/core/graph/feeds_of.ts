import type { Graph } from "./graph.ts"

/**
 * Those of `values` that `graph` has an input for: a graph over the packed model may not use all of its layout.
 * @since 0.1.0
 */
export const feedsOf = <V>(graph: Graph, values: Readonly<Record<string, V>>): Readonly<Record<string, V>> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(graph.inputs, name)))
