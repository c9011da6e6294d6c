// ONNX Runtime on an NVIDIA GPU.
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { cuda } from "../../onnx/cuda.ts"
import type { ProviderMissing } from "../runtime_error.ts"
import type { Runtime } from "../runtime.ts"
import { probed } from "./_probed.ts"

/**
 * Options of the CUDA provider.
 * @since 0.1.0
 */
export interface CudaOptions {
  /** The index of the device. Default 0. */
  readonly device?: number
}

/**
 * A CUDA runtime with these options. Building the layer fails if the device cannot run a trivial program. Products have full
 * single precision, unless NVIDIA_TF32_OVERRIDE is set: by default NVIDIA's libraries round factors to ten bits, and
 * onnxruntime-node offers no option of the provider but the device, so this layer sets that variable to 0.
 * @since 0.1.0
 */
export const layerWith = ({ device = 0 }: CudaOptions): Layer.Layer<Runtime, ProviderMissing> =>
  Layer.unwrap(Effect.sync(() => {
    process.env.NVIDIA_TF32_OVERRIDE ??= "0"
    return probed({
      provider: "cuda",
      lowering: cuda,
      // Some CUDA kernels fail on empty tensors, and one gives a wrong shape.
      empty: false,
      // ONNX Runtime always copies CUDA's results back to this process.
      keeps: false,
      options: {
        executionProviders: [{ name: "cuda", deviceId: device }],
        enableMemPattern: false,
        logSeverityLevel: 4,
      },
      remedy: "it needs Linux on x64, an NVIDIA driver, CUDA 12 and cuDNN 9 on the loader path, and the three " +
        "libonnxruntime_providers_{shared,cuda,tensorrt}.so of onnxruntime-node's own version, in its folder " +
        "bin/napi-v6/linux/x64 (run its install script, node_modules/onnxruntime-node/script/install.js)",
    })
  }))

/**
 * The CUDA runtime on the first device.
 * @since 0.1.0
 */
export const layer: Layer.Layer<Runtime, ProviderMissing> = layerWith({})
