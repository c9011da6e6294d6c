// ONNX Runtime on an NVIDIA GPU.
import { Effect, Layer } from "effect"
import { cuda } from "../../onnx/cuda.ts"
import type { ProviderMissing } from "../runtime_error.ts"
import type { Runtime } from "../runtime.ts"
import { probed } from "./_probed.ts"

/**
 * Which GPU the CUDA provider uses.
 * @since 0.1.0
 */
export interface CudaOptions {
  /** The index of the device. Default 0. */
  readonly device?: number
}

/**
 * A CUDA runtime with these options. Building it fails where the machine cannot run one trivial program on it. Products are
 * of full single precision, unless NVIDIA_TF32_OVERRIDE was set before: NVIDIA's libraries would round what they multiply
 * to ten bits, and onnxruntime-node passes no option of the provider's but the device.
 * @since 0.1.0
 */
export const layerWith = ({ device = 0 }: CudaOptions): Layer.Layer<Runtime, ProviderMissing> =>
  Layer.unwrap(Effect.sync(() => {
    process.env.NVIDIA_TF32_OVERRIDE ??= "0"
    return probed({
      provider: "cuda",
      lowering: cuda,
      // Some of its kernels fail on them, and one gives another shape.
      empty: false,
      // ONNX Runtime brings what CUDA computed back to this process, always.
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
