import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { graph } from "../../graph/graph.ts"
import { mul } from "../../graph/ops/arithmetic.ts"
import { input } from "../../graph/ops/leaf.ts"
import { Runtime } from "../runtime.ts"
import { ProviderMissing } from "../runtime_error.ts"
import { value } from "../../graph/value.ts"
import { loadOrt } from "./_ort.ts"
import { type Backend, makeRuntime } from "./_session.ts"

/**
 * The layer of a provider that this machine may lack. Only trying tells: ONNX Runtime throws if a library, a driver or a
 * device is missing, so a trivial program is compiled and run first. The program is released with the layer, not earlier:
 * ONNX Runtime closes a device with its last session, and opening it again costs a tenth of a second and all compiled
 * shaders.
 */
export const probed = (
  { remedy, ...backend }: Omit<Backend, "ort"> & { readonly remedy: string },
): Layer.Layer<Runtime, ProviderMissing> =>
  Layer.effect(
    Runtime,
    Effect.gen(function* () {
      const { provider } = backend
      const runtime = makeRuntime({ ...backend, ort: yield* loadOrt(provider) })
      const x = input("x", ["N"])
      yield* runtime.compile(graph({ y: mul(x, x) })).pipe(
        Effect.flatMap((square) => square.run({ x: value("float32", [1], Float32Array.of(3)) })),
        Effect.filterOrFail(({ y }) => y.data[0] === 9, () => ({ message: "it multiplies wrongly" })),
        Effect.mapError(({ message }) =>
          new ProviderMissing({ provider, message: `Cannot use ${provider}: ${remedy}. (${message.trim()})` })
        ),
      )
      return runtime
    }),
  )
