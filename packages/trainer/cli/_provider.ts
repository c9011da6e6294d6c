import * as Cpu from "@rlif/core/runtime/providers/cpu"
import * as Cuda from "@rlif/core/runtime/providers/cuda"
import * as Webgpu from "@rlif/core/runtime/providers/webgpu"
import type { Provider } from "@rlif/core/runtime/runtime"
import type { ProviderMissing } from "@rlif/core/runtime/runtime-error"
import type { Runtime } from "@rlif/core/runtime/runtime"
import type { Layer } from "effect"
import { choice } from "./_settings.ts"

/** The layer of each provider. */
export const providers: Readonly<Record<Provider, Layer.Layer<Runtime, ProviderMissing>>> = {
  cpu: Cpu.layer,
  webgpu: Webgpu.layer,
  cuda: Cuda.layer,
}

/** The setting that every command which computes has. */
export const provider = choice(["cpu", "webgpu", "cuda"], "cpu", "where the arithmetic runs")
