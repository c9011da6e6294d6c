import * as Effect from "effect/Effect"
import type * as Ort from "onnxruntime-node"
import type { Provider } from "../runtime.ts"
import { ProviderMissing } from "../runtime_error.ts"

/** Loads ONNX Runtime, which takes a tenth of a second, when a layer is built and not when a module is imported. */
export const loadOrt = (provider: Provider): Effect.Effect<typeof Ort, ProviderMissing> =>
  Effect.tryPromise({
    try: async () => {
      const ort = await import("onnxruntime-node")
      // ONNX Runtime also throws what it logs, and the exception becomes a typed error.
      ort.env.logLevel = "fatal"
      return ort
    },
    catch: (cause) =>
      new ProviderMissing({
        provider,
        message: `Cannot load onnxruntime-node on ${process.platform}-${process.arch}: ${String(cause)}`,
      }),
  })
