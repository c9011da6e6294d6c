import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { expect, it } from "vitest"

const module = new URL("./peak.ts", import.meta.url)
const MiB = 2 ** 20

it("is what was had once, and what this process had, not its parent", async () => {
  const script = `const { peakMemory } = await import(${JSON.stringify(module)})
    const before = peakMemory()
    new Uint8Array(200 * ${MiB}).fill(1)
    console.log(JSON.stringify([before, peakMemory()]))`
  // This process is larger than that one will be.
  const ballast = new Uint8Array(300 * MiB).fill(1)
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script])
  const [before, after] = JSON.parse(stdout) as ReadonlyArray<number>
  expect(ballast[1]).toBe(1)
  if (process.platform === "linux") expect(before).toBeLessThan(300 * MiB)
  expect(after - before).toBeGreaterThan(180 * MiB)
  expect(after - before).toBeLessThan(260 * MiB)
})
