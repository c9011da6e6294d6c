// The runtime of a provider, chosen by name.
import type { Layer } from "effect"
import type { Provider, Runtime } from "../runtime.ts"
import type { ProviderMissing } from "../runtime_error.ts"
import * as Cpu from "./cpu.ts"
import * as Cuda from "./cuda.ts"
import * as Webgpu from "./webgpu.ts"

/**
 * A provider, and its number of threads.
 * @since 0.1.0
 */
export interface Where {
  /** The provider by name. Default `cpu`. */
  readonly provider?: Provider
  /** Threads of the provider `cpu`, as in `CpuOptions`; others ignore the number. */
  readonly threads?: number
}

/**
 * The runtime of that provider. Building the layer fails if this machine lacks the provider's library, driver or device.
 *
 * @example
 * ```ts
 * import * as Chosen from "@rlif/core/runtime/providers/chosen"
 *
 * const anywhere = Chosen.layer({ provider: "cpu", threads: 2 })
 * ```
 *
 * @since 0.1.0
 */
export const layer = ({ provider = "cpu", threads = 0 }: Where): Layer.Layer<Runtime, ProviderMissing> =>
  provider === "cpu" ? Cpu.layerWith({ threads }) : provider === "cuda" ? Cuda.layer : Webgpu.layer
