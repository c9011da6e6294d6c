import { execFile } from "node:child_process"
import { join } from "node:path"
import { expect, it } from "vitest"

/** The bench as it is called. */
const run = (...args: ReadonlyArray<string>) =>
  new Promise<{ readonly status: unknown; readonly stdout: string; readonly stderr: string }>((resolve) => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, "main.ts"), ...args],
      (error, stdout, stderr) => resolve({ status: error === null ? 0 : error.code, stdout, stderr }),
    )
  })

it("lists what there is, and measures nothing, where nothing is named", async () => {
  const { status, stdout } = await run()
  expect(status).toBe(0)
  for (const name of ["ablations", "peers", "counts", "effect", "gpu"]) {
    expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"))
  }
})

it("refuses what it does not know", async () => {
  const stranger = await run("throughput")
  expect(stranger.status).toBe(2)
  expect(stranger.stderr).toContain('Cannot measure "throughput": there is no such command')
  const ablation = await run("ablations", "nothing")
  expect(ablation.status).toBe(2)
  expect(ablation.stderr).toContain("Cannot measure nothing: the ablations are sampling, signaling")
  const flag = await run("peak", "--fast")
  expect(flag.status).toBe(2)
  expect(flag.stderr).toContain('Cannot measure peak with "--fast": it has no flags')
})
