// The software Vulkan driver that the WebGPU tests run on where there is no GPU: SwiftShader, which comes with
// Chromium. A driver is chosen when a process starts, so the tests pass this path to a child as VK_DRIVER_FILES.
import { existsSync } from "node:fs"

const places = [
  "/usr/lib/chromium/vk_swiftshader_icd.json", // Debian
  "/usr/lib/chromium-browser/vk_swiftshader_icd.json", // older Debian and Ubuntu
  "/opt/google/chrome/vk_swiftshader_icd.json",
]

/** What VK_DRIVER_FILES should be: what it is already, else SwiftShader's path, else undefined (the machine's own). */
export const findVulkan = (): string | undefined =>
  process.env.VK_DRIVER_FILES ?? places.find((path) => existsSync(path))
