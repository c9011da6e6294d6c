import { totalmem } from "node:os"
import { afterEach, expect, it, vi } from "vitest"
import { availableMemory } from "./available.ts"

vi.mock("node:os", async (original) => ({ ...await original<typeof import("node:os")>(), freemem: () => 2 ** 20 }))
const platform = Object.getOwnPropertyDescriptor(process, "platform")!
const on = (value: NodeJS.Platform) => Object.defineProperty(process, "platform", { ...platform, value })
afterEach(() => void Object.defineProperty(process, "platform", platform))

it("is what the process has already, and what the machine has left", () => {
  on("linux")
  const { rss } = process.memoryUsage()
  expect(availableMemory()).toBeGreaterThan(rss / 2)
  expect(availableMemory()).toBeLessThan(2 * rss + 2 ** 20)
})

it("is the whole machine on macOS, whose free memory says nothing", () => {
  on("darwin")
  expect(availableMemory()).toBe(Math.min(totalmem(), process.constrainedMemory() || Infinity))
})
