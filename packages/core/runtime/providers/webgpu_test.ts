// What happens without a driver; `test/devices` runs the provider on one.
import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { expect, it } from "vitest"

it.runIf(process.platform === "linux")("without a Vulkan driver the layer says what to install", async () => {
  const child = join(import.meta.dirname, "../../testing/webgpu.ts")
  const env = { ...process.env, VK_DRIVER_FILES: "/no/such/driver.json", VK_ICD_FILENAMES: "/no/such/driver.json" }
  const { stdout } = await promisify(execFile)(process.execPath, [child], { env })
  const error = JSON.parse(stdout)
  expect(error).toMatchObject({ _tag: "@rlif/core/ProviderMissing", provider: "webgpu" })
  expect(error.message).toMatch(/^Cannot use webgpu: on Linux it needs libvulkan1 .*VK_DRIVER_FILES=/)
})
