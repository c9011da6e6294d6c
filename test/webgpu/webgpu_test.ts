// The WebGPU provider against the CPU's, for real: on SwiftShader where there is no GPU. Without any driver the tests
// say so and are skipped; in continuous integration that is a failure.
import { spawn } from "node:child_process"
import { join } from "node:path"
import { beforeAll, expect, it } from "vitest"
import { findVulkan } from "../../scripts/find_vulkan.ts"
import { checks } from "./_checks.ts"

interface Line {
  readonly name?: string
  readonly error?: string
  readonly missing?: string
}

const lines = new Map<string, Line>()
let missing: string | undefined
let end = ""

beforeAll(async () => {
  const driver = findVulkan()
  const child = spawn(process.execPath, [join(import.meta.dirname, "_child.ts")], {
    env: driver === undefined ? process.env : { ...process.env, VK_DRIVER_FILES: driver },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let [output, noise] = ["", ""]
  child.stdout.on("data", (chunk) => (output += chunk))
  child.stderr.on("data", (chunk) => (noise += chunk))
  const code = await new Promise((resolve) => child.on("close", (code, signal) => resolve(signal ?? code)))
  for (const text of output.split("\n").filter((text) => text !== "")) {
    const line: Line = JSON.parse(text)
    if (line.missing !== undefined) missing = line.missing
    if (line.name !== undefined) lines.set(line.name, line)
  }
  if (missing !== undefined) console.warn(`WebGPU TESTS DID NOT RUN: ${missing}`)
  end = `the process ended with ${code}:\n${noise.slice(-2000)}`
}, 280_000)

for (const name of Object.keys(checks)) {
  it(name, (context) => {
    if (missing !== undefined && process.env.CI !== "true") context.skip("WebGPU finds no device here")
    expect(missing).toBeUndefined()
    expect(lines.get(name) ?? end).toEqual({ name })
  })
}
