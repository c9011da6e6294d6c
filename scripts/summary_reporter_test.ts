import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"

let folder = ""
beforeAll(() => {
  mkdirSync(".cache", { recursive: true }) // inside the workspace, where vitest is found
  folder = mkdtempSync(resolve(".cache/reporter-"))
  writeFileSync(
    join(folder, "vitest.config.ts"),
    `import { summary } from "${resolve("scripts/summary_reporter.ts")}"
export default { test: { include: ["*_test.ts"], reporters: [summary()] } }`,
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (text: string, ci?: string) => {
  writeFileSync(join(folder, "one_test.ts"), `import { expect, it } from "vitest"\n${text}`)
  const { CI: _, ...env } = process.env
  const { status, stdout } = spawnSync("vitest", ["run", "--root", folder], {
    encoding: "utf8",
    env: { ...env, ...(ci === undefined ? {} : { CI: ci }) },
  })
  return { status, lines: stdout.trim().split("\n") }
}

const skipping = `it("a", () => {})\nit("b", ({ skip }) => skip("no driver"))`

it("counts what passed and what failed", () => {
  const { status, lines } = run(`it("a", () => {})\nit("b", () => expect(1).toBe(2))`)
  expect(lines.at(-1)).toBe("1 passed, 1 failed")
  expect(status).toBe(1)
})

it("counts a file that does not load, and an error outside of any test", () => {
  expect(run(`throw new Error("x")`).lines.at(-1)).toBe("0 passed, 1 failed")
  expect(
    run(`it("a", () => { setTimeout(() => { throw new Error("late") }) })
it("b", () => new Promise((done) => setTimeout(done, 50)))`).lines.at(-1),
  ).toBe("2 passed, 1 failed")
})

it("says what was skipped and why", () => {
  const { status, lines } = run(skipping)
  expect(lines.slice(-2)).toEqual([
    expect.stringMatching(/^SKIPPED .*one_test.ts > b: no driver$/),
    "1 passed, 0 failed, 1 skipped",
  ])
  expect(status).toBe(0)
})

it("lets no test be skipped on continuous integration, but for what is never there", () => {
  const { status, lines } = run(skipping, "true")
  expect(lines.slice(-2)).toEqual([
    expect.stringMatching(/^FAILED \(skipped on CI\) .* > b: no driver$/),
    "1 passed, 1 failed",
  ])
  expect(status).toBe(1)
  for (const reason of ["needs a CUDA device", "needs data that is not shipped: the problem sets"]) {
    const { status, lines } = run(skipping.replace("no driver", reason), "true")
    expect(lines.at(-1)).toBe("1 passed, 0 failed, 1 skipped")
    expect(status).toBe(0)
  }
  for (const reason of ["needs data", "it needs a CUDA device"]) {
    expect(run(skipping.replace("no driver", reason), "true").status).toBe(1)
  }
})
