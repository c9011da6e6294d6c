// Programs by key, of which the least recently used is released first: a policy's programs depend on its requests.
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { Graph } from "../graph/graph.ts"
import type { Program, Runtime } from "./runtime.ts"
import type { Feeds } from "./feeds.ts"
import type { PolicyError } from "./policy_error.ts"
import { attempt, policyError } from "./drained.ts"

/** A program and the graph it was compiled from. */
export interface Compiled {
  readonly graph: Graph
  readonly program: Program
}

/** Compiled programs by key, for one user at a time. */
export interface ProgramCache {
  readonly get: (key: string, make: () => Graph) => Effect.Effect<Compiled, PolicyError>
  /** Releases every program. */
  readonly clear: Effect.Effect<void>
}

/** Options of a cache of programs. */
export interface ProgramCacheOptions {
  /** The scope that releases all remaining programs. */
  readonly scope: Scope.Scope
  readonly capacity: number
  /** Inputs that every program has bound. Default: none. */
  readonly bind?: Feeds
  /** Outputs that stay on the device in every program that has them. Default: none. */
  readonly keep?: ReadonlyArray<string>
}

/** A cache of programs. Their outputs are not searched for NaN: callers check the outputs that matter. */
export const programCache = (
  runtime: Runtime["Service"],
  { scope, capacity, bind = {}, keep = [] }: ProgramCacheOptions,
): ProgramCache => {
  const entries = new Map<string, { readonly compiled: Compiled; readonly scope: Scope.Closeable }>()
  const release = (key: string) => {
    const entry = entries.get(key)
    entries.delete(key)
    return entry === undefined ? Effect.void : Scope.close(entry.scope, Exit.void)
  }
  return {
    get: (key, make) =>
      Effect.gen(function* () {
        const found = entries.get(key)
        if (found !== undefined) {
          entries.delete(key)
          entries.set(key, found)
          return found.compiled
        }
        const [oldest] = entries.keys()
        if (entries.size >= capacity) yield* release(oldest)
        const graph = yield* attempt("compile", make)
        const own = yield* Scope.fork(scope)
        const kept = keep.filter((name) => Object.hasOwn(graph.outputs, name))
        const program = yield* runtime.compile(graph, { bind, keep: kept, finite: false }).pipe(
          Scope.provide(own),
          Effect.mapError((cause) => policyError("compile", cause)),
          Effect.onError((cause) => Scope.close(own, Exit.failCause(cause))),
        )
        const compiled = { graph, program }
        entries.set(key, { compiled, scope: own })
        return compiled
      }),
    clear: Effect.suspend(() => Effect.forEach([...entries.keys()], release, { discard: true })),
  }
}
