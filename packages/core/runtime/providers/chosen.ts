// The runtime of a provider that is chosen by its name.
import type { Layer } from "effect"
import type { Provider, Runtime } from "../runtime.ts"
import type { ProviderMissing } from "../runtime_error.ts"
import * as Cpu from "./cpu.ts"
import * as Cuda from "./cuda.ts"
import * as Webgpu from "./webgpu.ts"

/**
 * Where to compute, and on how many threads.
 * @since 0.1.0
 */
export interface Where {
  /** Default `cpu`. */
  readonly provider?: Provider
  /** Of `cpu` alone: what `CpuOptions` say. */
  readonly threads?: number
}

/**
 * The runtime of that provider. Building it fails where this machine has none.
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
