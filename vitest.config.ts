import { existsSync } from "node:fs"
import { defineConfig } from "vitest/config"
import { summary } from "./scripts/summary_reporter.ts"

// Debian's chromium package brings a Vulkan driver in software, on which the webgpu provider is tested without a GPU.
// The driver is looked up when the test process starts.
const swiftshader = "/usr/lib/chromium/vk_swiftshader_icd.json"
if (existsSync(swiftshader)) process.env.VK_DRIVER_FILES ??= swiftshader

export default defineConfig({
  test: {
    include: ["packages/**/*_test.ts", "test/**/*_test.ts", "scripts/**/*_test.ts", "examples/**/*_test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "**/*_types_test.ts"],
    reporters: ["default", summary()],
    testTimeout: 60_000,
    maxWorkers: 2,
    pool: "forks",
  },
})
