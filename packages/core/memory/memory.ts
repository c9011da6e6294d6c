// What a run takes of memory, as a composition: what it holds throughout, and phases that come in turn, each of programs.
// Which programs those are is somebody else's knowledge.
import { evaluate, product } from "../graph/dim.ts"
import { elementBytes } from "../graph/dtype.ts"
import type { Graph } from "../graph/graph.ts"
import type { Tensor } from "../graph/tensor.ts"
import { peakBytes } from "../onnx/peak.ts"

/**
 * Bytes, and what they are for.
 * @since 0.1.0
 */
export interface MemoryLine {
  readonly what: string
  readonly bytes: number
}

/**
 * A program, and the largest sizes that it is run at.
 * @since 0.1.0
 */
export interface SizedProgram {
  readonly graph: Graph
  readonly sizes: Readonly<Record<string, number>>
  /** Inputs that lie in memory anyway, such as weights. */
  readonly held: ReadonlyArray<string>
  /** Outputs that are written to memory which is held anyway. Default: none. */
  readonly into?: ReadonlyArray<string>
}

/**
 * What happens in turn with other phases.
 * @since 0.1.0
 */
export interface MemoryPhase {
  readonly what: string
  /** Bytes that lie beside its programs as long as it lasts. */
  readonly held: number
  readonly programs: ReadonlyArray<SizedProgram>
}

/**
 * What there is to add up.
 * @since 0.1.0
 */
export interface MemoryOptions {
  /** Throughout. */
  readonly held: ReadonlyArray<MemoryLine>
  readonly phases: ReadonlyArray<MemoryPhase>
  /** Whether programs retain the memory of their runs, so that phases which come in turn take it side by side. */
  readonly retain: boolean
}

/**
 * What a run takes, part by part.
 * @since 0.1.0
 */
export interface MemoryEstimate {
  readonly held: ReadonlyArray<MemoryLine>
  readonly phases: ReadonlyArray<MemoryLine>
  readonly retain: boolean
  /** The most at once: all that is held, and the largest phase, or all of them where programs retain theirs. */
  readonly total: number
}

/**
 * Adds up: `total = sum held + max phases`, a phase being what is held in it and its largest program; the sum in place of
 * either maximum where programs retain their memory.
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
  const lines = phases.map(({ what, held, programs }) => ({
    what,
    bytes: held + together(programs.map((program) => programBytes(program, retain))),
  }))
  const always = held.reduce((total, { bytes }) => total + bytes, 0)
  return { held, phases: lines, retain, total: always + together(lines.map(({ bytes }) => bytes)) }
}

/**
 * Of one program: what its runs allocate, what they are fed, and what comes back, which is copied even where it has a place.
 * What is retained is in pieces, among which some memory is lost.
 */
const programBytes = ({ graph, sizes, held, into = [] }: SizedProgram, retain: boolean): number => {
  const fed = Object.entries(graph.inputs).flatMap(([name, tensor]) => (held.includes(name) ? [] : [tensor]))
  const allocated = peakBytes(graph, sizes, { into }) * (retain ? 1.15 : 1)
  return allocated + tensorBytes([...fed, ...Object.values(graph.outputs)], sizes)
}

/**
 * Of all of them.
 * @since 0.1.0
 */
export const tensorBytes = (tensors: ReadonlyArray<Tensor>, sizes: Readonly<Record<string, number>>): number => {
  const bound = new Map(Object.entries(sizes))
  return tensors.reduce((sum, { shape, dtype }) => sum + elementBytes[dtype] * evaluate(product(shape), bound), 0)
}
