// ONNX Runtime on the processor: what everything runs on by default.
import { Effect, Layer } from "effect"
import { availableParallelism } from "node:os"
import { cpu } from "../../onnx/cpu.ts"
import type { Lowering } from "../../onnx/lower.ts"
import { Runtime } from "../runtime.ts"
import type { ProviderMissing } from "../runtime_error.ts"
import { loadOrt } from "./_ort.ts"
import { makeRuntime } from "./_session.ts"

/**
 * How the CPU provider computes.
 * @since 0.1.0
 */
export interface CpuOptions {
  /**
   * Threads that one operator may use. Default, and 0: what the machine has. The last bits may depend on their number: ONNX Runtime
   * cuts a product among them, and sums a narrow piece in longer blocks.
   */
  readonly threads?: number
  /** What each operation becomes. Default: fused kernels; `plain` is the slower oracle. */
  readonly lowering?: Lowering
}

/**
 * A CPU runtime with these options.
 * @since 0.1.0
 */
export const layerWith = (options: CpuOptions): Layer.Layer<Runtime, ProviderMissing> =>
  Layer.effect(
    Runtime,
    Effect.map(loadOrt("cpu"), (ort) => {
      const { threads = 0, lowering = cpu } = options
      return makeRuntime({
        provider: "cpu",
        ort,
        lowering,
        empty: true,
        keeps: false,
        options: {
          executionProviders: ["cpu"],
          intraOpNumThreads: threads || availableParallelism(),
          interOpNumThreads: 1,
          graphOptimizationLevel: "all",
          // Planning a memory pattern doubles the peak of a training graph and saves no time.
          enableMemPattern: false,
          logSeverityLevel: 4,
          // Each session has its own threads: those of an idle one would spin on the cores that the next one needs.
          extra: { session: { intra_op: { allow_spinning: "0" } } },
        },
      })
    }),
  )

/**
 * The CPU runtime.
 * @since 0.1.0
 */
export const layer: Layer.Layer<Runtime, ProviderMissing> = layerWith({})
