// ONNX Runtime on the CPU, the default provider.
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { availableParallelism } from "node:os"
import { cpu } from "../../onnx/cpu.ts"
import type { Lowering } from "../../onnx/lower.ts"
import { Runtime } from "../runtime.ts"
import type { ProviderMissing } from "../runtime_error.ts"
import { loadOrt } from "./_ort.ts"
import { makeRuntime } from "./_session.ts"

/**
 * Options of the CPU provider.
 * @since 0.1.0
 */
export interface CpuOptions {
  /**
   * Threads that one operator may use. Default 0, the machine's number of cores. The last bits of results may depend on the
   * number: ONNX Runtime cuts a product among the threads, and sums narrow pieces in longer blocks.
   */
  readonly threads?: number
  /** The ONNX nodes of each operation. Default: fused kernels; `plain` is the slower oracle. */
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
          // A planned memory pattern doubles the peak memory of a training graph and saves no time.
          enableMemPattern: false,
          logSeverityLevel: 4,
          // Each session has its own threads: threads of an idle session would spin on cores that the next session needs.
          extra: { session: { intra_op: { allow_spinning: "0" } } },
        },
      })
    }),
  )

/**
 * The CPU runtime with default options.
 * @since 0.1.0
 */
export const layer: Layer.Layer<Runtime, ProviderMissing> = layerWith({})
