import { Context, type Effect, type Scope } from "effect"
import type { Graph } from "../graph/graph.ts"
import type { Resident } from "./resident.ts"
import type { CompileError, RuntimeError } from "./runtime_error.ts"
import type { Values } from "../graph/value.ts"
import type { Feeds } from "./feeds.ts"

/**
 * The providers that ship; each is one Layer in `providers/`.
 * @since 0.1.0
 */
export type Provider = "cpu" | "cuda" | "webgpu"

/**
 * A compiled graph. It lives as long as the scope that it was compiled in.
 * @since 0.1.0
 */
export interface Program {
  /**
   * Runs once. Every input that was not bound must be fed, and nothing else; a symbolic dimension must be the same
   * wherever it appears. Outputs named in `into` are written there in place (an element-wise graph may write into its
   * own feeds) and come back as those very values. An output that is kept must be given a resident there, even one that
   * is fed; it does not come back.
   */
  readonly run: (
    feeds: Feeds,
    into?: Feeds,
  ) => Effect.Effect<Values, RuntimeError>
  /** The same for a hot loop of plain code: rejects with the same typed errors. Blocks the thread while it computes. */
  readonly execute: (feeds: Feeds, into?: Feeds) => Promise<Values>
}

/**
 * How a graph is compiled.
 * @since 0.1.0
 */
export interface CompileOptions {
  /**
   * Inputs fixed now (weights of one policy version): faster than feeding them, and no longer fed. A resident is read at
   * each run, as it then is.
   */
  readonly bind?: Feeds
  /** Outputs that stay where they are computed, in residents. They are not searched for NaN. Default: none. */
  readonly keep?: ReadonlyArray<string>
  /** Whether outputs are searched for NaN and infinity after each run. Default true. */
  readonly finite?: boolean
  /**
   * Whether the program retains the memory of its runs until its scope closes: as much as the largest needed, and up to half
   * as much again where sizes vary. To ask for it anew at each run costs time, which matters where models are small.
   * Default true.
   */
  readonly retain?: boolean
}

/**
 * Turns graphs into programs: the one door to ONNX Runtime.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { Runtime } from "@rlif/core/runtime/runtime"
 * import * as Cpu from "@rlif/core/runtime/providers/cpu"
 * import { graph } from "@rlif/core/graph/graph"
 * import { input } from "@rlif/core/graph/ops"
 * import { mul } from "@rlif/core/graph/ops"
 *
 * const x = input("x", ["N"])
 * const program = Effect.gen(function*() {
 *   const runtime = yield* Runtime
 *   const square = yield* runtime.compile(graph({ y: mul(x, x) }))
 *   const { y } = yield* square.run({ x: { dtype: "float32", dims: [2], data: new Float32Array([3, 4]) } })
 *   return y.data // 9, 16
 * })
 * await Effect.runPromise(Effect.scoped(program).pipe(Effect.provide(Cpu.layer)))
 * ```
 *
 * @since 0.1.0
 */
export class Runtime extends Context.Service<Runtime, {
  readonly provider: Provider
  /** Whether residents are on a device, where feeding them sends nothing; otherwise they are in this process. */
  readonly keeps: boolean
  /** Acquires a resident that holds nothing yet; `name` is for messages. */
  readonly resident: (name: string) => Effect.Effect<Resident, never, Scope.Scope>
  /** Acquires a session, released when the scope closes, however it closes. */
  readonly compile: (
    graph: Graph,
    options?: CompileOptions,
  ) => Effect.Effect<Program, CompileError, Scope.Scope>
}>()("@rlif/core/runtime/Runtime") {}
