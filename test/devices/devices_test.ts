// The providers of devices against the CPU's, for real: WebGPU on SwiftShader where there is no GPU. Without any driver the
// tests say so and are skipped; in continuous integration that is a failure, but for CUDA, whose device such a machine
// never has.
import { spawn } from "node:child_process"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { findVulkan } from "../../scripts/find_vulkan.ts"
import { checks } from "./_checks.ts"

interface Line {
  readonly name?: string
  readonly error?: string
  readonly missing?: string
}

interface Outcome {
  readonly lines: ReadonlyMap<string, Line>
  /** Why the provider cannot be had here. */
  readonly missing: string | undefined
  readonly end: string
}

/** What the checks of one provider came to, in a process of its own. */
const outcome = async (provider: "webgpu" | "cuda"): Promise<Outcome> => {
  const driver = findVulkan()
  const child = spawn(process.execPath, [join(import.meta.dirname, "_child.ts"), provider], {
    env: driver === undefined ? process.env : { ...process.env, VK_DRIVER_FILES: driver },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let [output, noise] = ["", ""]
  child.stdout.on("data", (chunk) => (output += chunk))
  child.stderr.on("data", (chunk) => (noise += chunk))
  const code = await new Promise((resolve) => child.on("close", (code, signal) => resolve(signal ?? code)))
  const lines: ReadonlyArray<Line> = output.split("\n").filter((text) => text !== "").map((text) => JSON.parse(text))
  return {
    lines: new Map(lines.map((line) => [line.name ?? "", line])),
    missing: lines.find(({ missing }) => missing !== undefined)?.missing,
    end: `the process ended with ${code}:\n${noise.slice(-2000)}`,
  }
}

describe("webgpu", () => {
  let found: Promise<Outcome> | undefined
  const ran = () => (found ??= outcome("webgpu"))
  for (const name of Object.keys(checks)) {
    it(name, async (context) => {
      const { lines, missing, end } = await ran()
      if (missing !== undefined && process.env.CI !== "true") context.skip(`WebGPU finds no device here: ${missing}`)
      expect(missing).toBeUndefined()
      expect(lines.get(name) ?? end).toEqual({ name })
    }, 280_000)
  }
})

it("cuda", async (context) => {
  const { lines, missing, end } = await outcome("cuda")
  if (missing !== undefined) context.skip(`needs a CUDA device: ${missing}`)
  expect(Object.keys(checks).map((name) => lines.get(name) ?? end)).toEqual(
    Object.keys(checks).map((name) => ({ name })),
  )
}, 280_000)
