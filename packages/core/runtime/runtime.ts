import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Graph } from "../graph/graph.ts"
import type { Resident } from "./resident.ts"
import type { CompileError, RuntimeError } from "./runtime_error.ts"
import type { Values } from "../graph/value.ts"
import type { Feeds } from "./feeds.ts"

/**
 * The providers that ship; each is one Layer in `providers/`.
 * @since 0.1.0
 */
export const providers = ["cpu", "webgpu", "cuda"] as const

/**
 * A provider that ships.
 * @since 0.1.0
 */
export type Provider = (typeof providers)[number]

/**
 * A compiled graph, which lives as long as the scope of its compilation.
 * @since 0.1.0
 */
export interface Program {
  /**
   * Runs once. `feeds` holds every input that was not bound, and nothing else; a symbolic dimension must be the same in all
   * feeds. Outputs named in `into` are written there in place (an element-wise graph may write into its own feeds) and come
   * back as those very values. `into` must hold a resident for every output of `keep`, which may be a resident of `feeds`;
   * such outputs do not come back.
   */
  readonly run: (
    feeds: Feeds,
    into?: Feeds,
  ) => Effect.Effect<Values, RuntimeError>
  /** `run` for hot loops of plain code: rejects with the same typed errors, and blocks the thread while it computes. */
  readonly execute: (feeds: Feeds, into?: Feeds) => Promise<Values>
}

/**
 * Options of compiling a graph.
 * @since 0.1.0
 */
export interface CompileOptions {
  /**
   * Inputs that are fixed here and not fed, such as the weights of one policy version: faster than feeding. A resident is
   * read anew at each run.
   */
  readonly bind?: Feeds
  /** Outputs that stay on the device, in residents, and are not searched for NaN. Default: none. */
  readonly keep?: ReadonlyArray<string>
  /** Whether outputs are searched for NaN and infinity after each run. Default true. */
  readonly finite?: boolean
  /**
   * Whether the program retains the memory of its runs until its scope closes: that of the largest run, and up to half as
   * much again if sizes vary. Without it every run asks for memory anew, which takes time that matters for small models.
   * Default true.
   */
  readonly retain?: boolean
  /** Threads that one operator may use on the processor. Default: what the provider's layer says. */
  readonly threads?: number
}

/**
 * Turns graphs into programs. Everything that ONNX Runtime computes goes through this service.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { Runtime } from "@rlif/core/runtime/runtime"
 * import * as Cpu from "@rlif/core/runtime/providers/cpu"
 * import { graph } from "@rlif/core/graph/graph"
 * import { input, mul } from "@rlif/core/graph/ops"
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
  /** Whether residents lie on a device, so that feeding them copies nothing; otherwise they lie in this process. */
  readonly keeps: boolean
  /** Acquires an empty resident; messages call it `name`. */
  readonly resident: (name: string) => Effect.Effect<Resident, never, Scope.Scope>
  /** Acquires a program, which is released when the scope closes for any reason. */
  readonly compile: (
    graph: Graph,
    options?: CompileOptions,
  ) => Effect.Effect<Program, CompileError, Scope.Scope>
}>()("@rlif/core/runtime/Runtime") {}
