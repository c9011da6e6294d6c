// A runtime that notes what it is asked to run: what a step costs, by no clock.
import { flops } from "@rlif/core/graph/cost.ts"
import { elementBytes } from "@rlif/core/graph/dtype"
import type { Graph } from "@rlif/core/graph/graph"
import * as names from "@rlif/core/graph/names"
import type { Value } from "@rlif/core/graph/value"
import { cpu } from "@rlif/core/onnx/cpu.ts"
import { toProto } from "@rlif/core/onnx/lower.ts"
import type { Feeds } from "@rlif/core/runtime/feeds.ts"
import type { Program, Runtime } from "@rlif/core/runtime/runtime"
import type { RuntimeError } from "@rlif/core/runtime/runtime-error"
import { Effect } from "effect"

/** What a program does in a step. A model that is learned layer by layer has several of the kinds `forward` and `gradient`. */
export type Kind = "prefill" | "decode" | "gradient" | "optimizer" | "forward"

/** A compilation, and the nodes of the model that ONNX Runtime is given. */
export interface Compilation {
  readonly kind: Kind
  readonly nodes: number
}

/** One run of a program. */
export interface Run extends Compilation {
  /** Bytes of the inputs that were given for this run. */
  readonly fed: number
  /** Bytes of the inputs that were given when the program was compiled. */
  readonly bound: number
  /** Bytes of the outputs. */
  readonly fetched: number
  /** Floating-point operations of products and of attention. */
  readonly operations: number
}

/** Where compilations and runs are noted. */
export interface Notes {
  readonly compilations: Array<Compilation>
  readonly runs: Array<Run>
}

/** The same runtime, with notes of what it does. Values alone are fed: nothing stays on a device. */
export const counting = (runtime: Runtime["Service"], { compilations, runs }: Notes): Runtime["Service"] => ({
  ...runtime,
  compile: (graph, options = {}) =>
    Effect.map(runtime.compile(graph, options), (program): Program => {
      const { bind = {} } = options
      const compilation = { kind: kindOf(graph), nodes: nodesOf(graph) }
      const bound = bytesOf(bind)
      compilations.push(compilation)
      const execute: Program["execute"] = async (feeds, into) => {
        const fetched = await program.execute(feeds, into)
        const operations = flops(graph, sizesOf(graph, { ...bind, ...feeds }))
        runs.push({ ...compilation, fed: bytesOf(feeds), bound, fetched: bytesOf(fetched), operations })
        return fetched
      }
      return {
        execute,
        run: (feeds, into) =>
          Effect.tryPromise({ try: () => execute(feeds, into), catch: (error) => error as RuntimeError }),
      }
    }),
})

/** The kind of a graph, by what it reads and gives. */
const kindOf = ({ inputs, outputs }: Graph): Kind => {
  if (inputs.gradient !== undefined) return "optimizer"
  if (names.listed(names.grad, Object.keys(outputs)).length > 0) return "gradient"
  if (outputs.token === undefined) return "forward"
  return inputs.prompt_of_row === undefined ? "decode" : "prefill"
}

const nodesOf = (graph: Graph): number => toProto(graph, cpu).graph!.node.length

/** The symbols of a graph, as its feeds bind them. */
export const sizesOf = ({ inputs }: Graph, feeds: Feeds): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(inputs).flatMap(([name, { shape }]) =>
      shape.flatMap((dim, axis) => typeof dim === "number" ? [] : [[dim, (feeds[name] as Value).dims[axis]]])
    ),
  )

const bytesOf = (feeds: Feeds): number =>
  Object.values(feeds as Readonly<Record<string, Value>>)
    .reduce((sum, { dtype, data }) => sum + elementBytes[dtype] * data.length, 0)
