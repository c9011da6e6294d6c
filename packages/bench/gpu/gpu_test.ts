import { Effect } from "effect"
import { execFile } from "node:child_process"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { findVulkan } from "../../../scripts/find_vulkan.ts"
import { compared } from "./_compared.ts"
import { conclusion, lineOf } from "./_conclusion.ts"
import { driverIn } from "./_driver.ts"
import { readFlags } from "./_flags.ts"
import type { Comparison } from "./comparison.ts"
import { equal, type Equality, furthest, relative } from "./equality.ts"

/** The command as it is called, under a Vulkan driver. */
const run = (driver: string | undefined, ...args: ReadonlyArray<string>) =>
  new Promise<{ readonly status: unknown; readonly stdout: string; readonly stderr: string }>((resolve) => {
    const env = driver === undefined
      ? process.env
      : { ...process.env, VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver }
    const main = join(import.meta.dirname, "..", "main.ts")
    execFile(
      process.execPath,
      [main, "gpu", ...args],
      { env },
      (error, stdout, stderr) => resolve({ status: error === null ? 0 : error.code, stdout, stderr }),
    )
  })

it("compares webgpu with the CPU on all fixtures", async (context) => {
  const { status, stdout, stderr } = await run(findVulkan(), "--quick", "--providers", "webgpu")
  const missing = stdout.includes("webgpu: Cannot use webgpu")
  if (missing && process.env.CI !== "true") context.skip("WebGPU finds no device here")
  expect(stderr).not.toContain("Error")
  expect(stdout.match(/ \| equal \|/g)).toHaveLength(5)
  if (/swiftshader/.test(`${findVulkan()}`)) {
    expect(stdout).toContain("webgpu: libvk_swiftshader.so, software rendering on the processor\n")
    expect(stdout).toContain("no GPU: webgpu is software rendering (libvk_swiftshader.so)\n")
  }
  // Weights, and a cache that grew beside them.
  expect(Number(/([\d.]+) MiB \|\n/.exec(stdout)?.[1])).toBeGreaterThan(1.2)
  expect(status).toBe(0)
}, 280_000)

it.runIf(process.platform === "linux")("says in a line what is missing where there is no driver", async () => {
  const { status, stdout } = await run("/no/such/driver.json", "--quick")
  expect(stdout).toMatch(/^webgpu: Cannot use webgpu: on Linux it needs libvulkan1 .*$/m)
  expect(stdout).toMatch(/^cuda: /m)
  if (stdout.includes("cuda: Cannot")) expect(stdout).toMatch(/^no GPU: webgpu is missing, cuda is missing$/m)
  expect(status).toBe(0)
})

it("refuses flags that it cannot follow", async () => {
  const { status, stderr } = await run(undefined, "--rounds", "none")
  expect(stderr).toMatch(/^Cannot compare providers: --rounds is "none", not a whole number from 1 to 999999$/m)
  expect(stderr).toContain("npm run bench -- gpu [--quick]")
  expect(status).toBe(2)
})

describe("flags", () => {
  const refused = (...args: ReadonlyArray<string>) => Effect.runSync(Effect.flip(readFlags(args)))

  it.each([
    [["--providers", "webgpu,cpu"], "providers", '--providers has "cpu"'],
    [["--providers", ""], "providers", '--providers has ""'],
    [["--prompts", "0"], "prompts", '--prompts is "0"'],
    [["--max-tokens", "1e3"], "max-tokens", '--max-tokens is "1e3"'],
    [["--fast"], "", "Unknown option '--fast'"],
    [["webgpu"], "", "Unexpected argument 'webgpu'"],
  ])("%s", (args, flag, says) => {
    expect(refused(...args)).toMatchObject({
      _tag: "@rlif/bench/FlagError",
      flag,
      message: expect.stringContaining(says),
    })
  })

  it("go before what --quick chooses", () => {
    const flags = Effect.runSync(readFlags(["--quick", "--prompts", "7", "--providers", "cuda"]))
    expect(flags).toMatchObject({ providers: ["cuda"], prompts: 7, rounds: 1, model: undefined })
  })
})

describe("equality", () => {
  const same = { logits: 0, gradient: 0, parameter: "w", tokens: 3, same: 3, fixture: "f" }

  it("is of logits, gradients and tokens", () => {
    expect(equal(same)).toBe(true)
    const wrong: ReadonlyArray<Partial<Equality>> = [{ logits: 1e-3 }, { gradient: 1e-3 }, { same: 2 }, { logits: NaN }]
    for (const change of wrong) expect(equal({ ...same, ...change })).toBe(false)
  })

  it("measures differences, and no number is infinitely far", () => {
    expect(furthest([1, 2, -3], [1, 2.5, -2])).toBe(1)
    expect(relative([3, 4], [3, 4.5])).toBeCloseTo(0.1)
    expect(relative([0, 0], [0, 0])).toBe(0)
    for (const distance of [furthest, relative]) {
      expect(distance([1, 2], [1])).toBe(Infinity)
      expect(distance([1, NaN, 2], [1, 2, 2])).toBe(Infinity)
      expect(distance([1, 2, 2], [NaN, 2, 2])).toBe(Infinity)
    }
  })

  it("names the worst parameter, and counts tokens", () => {
    const cpu = {
      logits: Float32Array.of(1),
      gradients: { a: Float32Array.of(1), b: Float32Array.of(2) },
      tokens: [1, 2],
    }
    const other = { ...cpu, gradients: { a: Float32Array.of(1), b: Float32Array.of(3) }, tokens: [1, 3] }
    expect(compared("f", cpu, other)).toEqual({ ...same, gradient: 0.5, parameter: "b", tokens: 2, same: 1 })
    expect(compared("f", cpu, { ...other, gradients: { a: Float32Array.of(1) } })).toMatchObject({ gradient: Infinity })
  })
})

describe("the conclusion", () => {
  const measured = { perSecond: 2, cpuPerSecond: 4, ratio: 0.5 }
  const found: Comparison = {
    device: "a GPU",
    software: false,
    equality: [{ fixture: "f", logits: 0, gradient: 0, parameter: "w", tokens: 1, same: 1 }],
    sampling: measured,
    training: measured,
    grown: 2 ** 20,
    resident: 0,
  }
  const unequal = { ...found, equality: [{ ...found.equality[0], logits: Infinity }] }
  const missing = { missing: "Cannot use cuda: none" }

  it("fails where something is not equal or a process failed, and only there", () => {
    expect(conclusion([["webgpu", found], ["cuda", missing]])).toMatchObject({ status: 0 })
    expect(conclusion([["webgpu", { ended: "134" }]])).toEqual({ status: 1, text: "" })
    const { status, text } = conclusion([["webgpu", unequal], ["cuda", missing]])
    expect(status).toBe(1)
    expect(text).toContain("| Infinity | 0.0e+0 | w | 1 of 1 | NOT EQUAL |")
    expect(text).toContain("\n\nNOT EQUAL: webgpu and cpu")
    expect(text).not.toContain("no GPU")
  })

  it("says that there is no GPU where none computed", () => {
    const software = { ...found, device: "libvk_swiftshader.so", software: true }
    expect(conclusion([["cuda", missing]])).toEqual({ status: 0, text: "no GPU: cuda is missing" })
    const { text } = conclusion([["webgpu", software], ["cuda", missing]])
    expect(text).toMatch(/\n\nno GPU: webgpu is software rendering \(libvk_swiftshader.so\), cuda is missing$/)
    expect(lineOf("webgpu", software)).toBe("webgpu: libvk_swiftshader.so, software rendering on the processor")
    expect(lineOf("cuda", missing)).toBe("cuda: Cannot use cuda: none")
    expect(lineOf("cuda", { ended: "134" })).toContain("FAILED, its process ended with status 134")
  })
})

it("knows a driver by its library", () => {
  const line = (path: string) => `7f00-7f01 r-xp 00000000 08:01 123   ${path}\n`
  const swiftshader = line("/usr/lib/chromium/libvk_swiftshader.so")
  expect(driverIn(line("/usr/lib/libvulkan.so.1"))).toBeUndefined()
  expect(driverIn(swiftshader + swiftshader)).toEqual({ library: "libvk_swiftshader.so", software: true })
  const nvidia = line("/usr/lib/libGLX_nvidia.so.570.86.15")
  expect(driverIn(swiftshader + nvidia)).toEqual({ library: "libGLX_nvidia.so.570.86.15", software: false })
})
