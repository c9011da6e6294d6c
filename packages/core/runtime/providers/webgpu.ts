// ONNX Runtime on any GPU with a Vulkan, Metal or Direct3D driver, through WebGPU.
import type * as Layer from "effect/Layer"
import { webgpu } from "../../onnx/webgpu.ts"
import type { ProviderMissing } from "../runtime_error.ts"
import type { Runtime } from "../runtime.ts"
import { probed } from "./_probed.ts"

/**
 * The WebGPU runtime. Building the layer fails if the machine cannot run a trivial program on WebGPU.
 * @since 0.1.0
 */
export const layer: Layer.Layer<Runtime, ProviderMissing> = probed({
  provider: "webgpu",
  lowering: webgpu,
  empty: false,
  keeps: true,
  options: { executionProviders: ["webgpu"], enableMemPattern: false, logSeverityLevel: 4 },
  remedy:
    "on Linux it needs libvulkan1 and a Vulkan driver that Dawn accepts. Without a GPU, Debian's chromium package " +
    "ships one in software: set VK_DRIVER_FILES=/usr/lib/chromium/vk_swiftshader_icd.json before the process starts",
})
