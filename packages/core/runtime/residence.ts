// Values that feed many runs, such as weights: sent to the device once, and again when they change.
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { graph } from "../graph/graph.ts"
import { input } from "../graph/ops/leaf.ts"
import type { Resident } from "./resident.ts"
import type { Program, Runtime } from "./runtime.ts"
import type { CompileError, RuntimeError } from "./runtime_error.ts"
import type { Values } from "../graph/value.ts"
import type { Feeds } from "./feeds.ts"

/** A copy of values on the provider's device. */
export interface Residence {
  /** The feeds that stand for the values. */
  readonly feeds: Feeds
  /** Sends values again after their data has changed. Rejects with the runtime's typed errors. */
  readonly renew: (names: ReadonlyArray<string>) => Promise<void>
}

/**
 * A copy of `values` on the device, until the scope closes. For a provider without residents on a device the feeds are the
 * values themselves, and nothing is copied or renewed. That holds for 8-bit integers on all providers: ONNX Runtime cannot
 * keep them on a device.
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
    // y = x, the only way to the device: the result of a program can stay there.
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
