// The memory of a run, from its parts: tensors held throughout, and phases that come in turn, each with its programs. The
// files beside this one list the programs.
import { evaluate, product } from "../graph/dim.ts"
import { elementBytes } from "../graph/dtype.ts"
import type { Graph } from "../graph/graph.ts"
import type { Tensor } from "../graph/tensor.ts"
import { peakBytes } from "../onnx/peak.ts"

/**
 * A number of bytes and their purpose.
 * @since 0.1.0
 */
export interface MemoryLine {
  readonly what: string
  readonly bytes: number
}

/**
 * A program, and the largest sizes at which it runs, by dimension symbol.
 * @since 0.1.0
 */
export interface SizedProgram {
  readonly graph: Graph
  readonly sizes: Readonly<Record<string, number>>
  /** Inputs that are in memory anyway, such as weights. */
  readonly held: ReadonlyArray<string>
  /** Outputs that are written to memory held anyway. Default: none. */
  readonly into?: ReadonlyArray<string>
}

/**
 * A phase of a run: phases come in turn, never at once.
 * @since 0.1.0
 */
export interface MemoryPhase {
  readonly what: string
  /** Bytes held beside the programs during the phase. */
  readonly held: number
  readonly programs: ReadonlyArray<SizedProgram>
  /** How many threads run the programs at the same time. Default 1. */
  readonly times?: number
}

/**
 * The parts of a run's memory.
 * @since 0.1.0
 */
export interface MemoryOptions {
  /** Memory held throughout the run. */
  readonly held: ReadonlyArray<MemoryLine>
  readonly phases: ReadonlyArray<MemoryPhase>
  /** Whether programs keep the memory of their runs: then the phases' memory adds up. */
  readonly retain: boolean
}

/**
 * The memory of a run, part by part.
 * @since 0.1.0
 */
export interface MemoryEstimate {
  readonly held: ReadonlyArray<MemoryLine>
  readonly phases: ReadonlyArray<MemoryLine>
  readonly retain: boolean
  /** Most bytes at once: all held memory and the largest phase, or all phases if programs retain their memory. */
  readonly total: number
}

/**
 * The memory of a run: `total = sum held + max phases`, with `phase = held + times max programs`. If programs retain their memory,
 * sums replace both maxima.
 *
 * @example
 * ```ts
 * import { memoryOf } from "@rlif/core/memory"
 *
 * const held = [{ what: "weights", bytes: 100 }]
 * const phases = [{ what: "sampling", held: 20, programs: [] }, { what: "learning", held: 30, programs: [] }]
 * memoryOf({ held, phases, retain: false }).total // 130
 * memoryOf({ held, phases, retain: true }).total // 150
 * ```
 *
 * @since 0.1.0
 */
export const memoryOf = ({ held, phases, retain }: MemoryOptions): MemoryEstimate => {
  const together = (bytes: ReadonlyArray<number>) =>
    bytes.reduce((total, x) => (retain ? total + x : Math.max(total, x)), 0)
  const lines = phases.map(({ what, held, programs, times = 1 }) => ({
    what,
    bytes: held + times * together(programs.map((program) => programBytes(program, retain))),
  }))
  const always = held.reduce((total, { bytes }) => total + bytes, 0)
  return { held, phases: lines, retain, total: always + together(lines.map(({ bytes }) => bytes)) }
}

/**
 * Bytes of one program: its allocations, its feeds, and its outputs, which are copied even if `into` names them. Retained
 * memory is in pieces with gaps between them, which adds 15%.
 */
const programBytes = ({ graph, sizes, held, into = [] }: SizedProgram, retain: boolean): number => {
  const fed = Object.entries(graph.inputs).flatMap(([name, tensor]) => (held.includes(name) ? [] : [tensor]))
  const allocated = peakBytes(graph, sizes, { into }) * (retain ? 1.15 : 1)
  return allocated + tensorBytes([...fed, ...Object.values(graph.outputs)], sizes)
}

/**
 * The bytes of all `tensors` at these sizes.
 * @since 0.1.0
 */
export const tensorBytes = (tensors: ReadonlyArray<Tensor>, sizes: Readonly<Record<string, number>>): number => {
  const bound = new Map(Object.entries(sizes))
  return tensors.reduce((sum, { shape, dtype }) => sum + elementBytes[dtype] * evaluate(product(shape), bound), 0)
}
