import { evaluate } from "../graph/dim.ts"
import type { Graph } from "../graph/graph.ts"
import { buffers } from "./_buffers.ts"
import { cpu } from "./cpu.ts"
import { type Lowering, toProto } from "./lower.ts"

/** Options of the estimate. */
export interface PeakOptions {
  /** The lowering of the graph. Default: that of the CPU. */
  readonly lowering?: Lowering
  /** Outputs that are written to memory of the caller's, and allocate nothing. Default: none. */
  readonly into?: ReadonlyArray<string>
}

/**
 * The most bytes that a run allocates at once, at given sizes of the dimension symbols: results and scratch memory of all
 * nodes, in the order and with the sharing of buffers that ONNX Runtime plans. Feeds lie in the process already and are not
 * counted. Nothing is run, and no weight is needed. Throws if a symbol has no size.
 *
 * @example
 * ```ts
 * import { graph } from "@rlif/core/graph/graph"
 * import { add, input, matmul } from "@rlif/core/graph/ops"
 * import { peakBytes } from "@rlif/core/onnx/peak.ts"
 *
 * const x = matmul(input("x", ["N", 4]), input("w", [4, 8])) // (N, 8), 320 bytes
 * peakBytes(graph({ y: add(x, 1) }), { N: 10 }) // 640: the product and the sum
 * ```
 */
export const peakBytes = (
  graph: Graph,
  sizes: Readonly<Record<string, number>>,
  { lowering = cpu, into = [] }: PeakOptions = {},
): number => {
  const bound = new Map(Object.entries(sizes))
  const changes: Array<number> = []
  const change = (step: number, bytes: number) => changes[step] = (changes[step] ?? 0) + bytes
  for (const { bytes, from, to } of buffers(toProto(graph, lowering).graph!, into)) {
    const size = evaluate(bytes, bound)
    change(from, size)
    change(to + 1, -size)
  }
  let live = 0
  let most = 0
  for (const bytes of changes) most = Math.max(most, live += bytes ?? 0)
  return most
}
