// Values that many runs are fed, such as weights: sent to the device once, and again when they change.
import { Effect, type Scope } from "effect"
import { graph } from "../graph/graph.ts"
import { input } from "../graph/ops/leaf.ts"
import type { Resident } from "./resident.ts"
import type { Program, Runtime } from "./runtime.ts"
import type { CompileError, RuntimeError } from "./runtime_error.ts"
import type { Values } from "../graph/value.ts"
import type { Feeds } from "./feeds.ts"

/** Values where the provider computes. */
export interface Residence {
  /** What programs are fed, or have bound, in place of the values. */
  readonly feeds: Feeds
  /** Sends these values again, whose data has changed. Rejects with the runtime's typed errors. */
  readonly renew: (names: ReadonlyArray<string>) => Promise<void>
}

/**
 * A copy of `values` on the device, until the scope closes. A provider that keeps nothing there reads the values
 * themselves, so that nothing is copied and nothing needs renewal. Integers of 8 bits are read so everywhere: ONNX Runtime
 * has no tensor for them that stays.
 */
export const residence = Effect.fn("residence")(function* (
  runtime: Runtime["Service"],
  values: Values,
): Effect.fn.Return<Residence, CompileError | RuntimeError, Scope.Scope> {
  if (!runtime.keeps) return { feeds: values, renew: async () => {} }
  const uploads = new Map<string, Program>()
  const resident: Record<string, Resident> = {}
  for (const [name, { dtype, dims }] of Object.entries(values)) {
    if (dtype === "int8") continue
    resident[name] = yield* runtime.resident(name)
    const key = keyOf(dtype, dims)
    if (uploads.has(key)) continue
    // y = x: the one way there. A program computes on the device, whence its result need not return.
    const x = input("x", dims.map((_, axis) => `d${axis}`), dtype)
    uploads.set(key, yield* runtime.compile(graph({ y: x }), { keep: ["y"], finite: false }))
  }
  const renew = async (names: ReadonlyArray<string>) => {
    for (const name of names.filter((name) => resident[name] !== undefined)) {
      const { dtype, dims } = values[name]
      await uploads.get(keyOf(dtype, dims))!.execute({ x: values[name] }, { y: resident[name] })
    }
  }
  yield* Effect.tryPromise({ try: () => renew(Object.keys(values)), catch: (error) => error as RuntimeError })
  return { feeds: { ...values, ...resident }, renew }
})

const keyOf = (dtype: string, dims: ReadonlyArray<number>) => `${dtype} of rank ${dims.length}`
