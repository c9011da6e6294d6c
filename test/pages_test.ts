// What pages say of files is so.
import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { expect, it } from "vitest"

it("walks one training step over files that there are, at most thirty", () => {
  const page = readFileSync("docs/architecture.md", "utf8")
  const walk = page.slice(page.indexOf("## One training step"), page.indexOf("## Words"))
  const cells = walk.split("\n").filter((line) => /^\| \d+ \|/.test(line)).map((line) => line.split("|")[2])
  const files = cells.flatMap((cell) => {
    let last = ""
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => {
      // A name without its package is beside the one before it, or below the same package.
      const beside = [join(dirname(last), name), join(last.split("/").slice(0, 2).join("/"), name)]
      last = /^(core|rewards|trainer)\//.test(name)
        ? join("packages", name)
        : beside.find((file) => existsSync(file)) ?? name
      return last
    })
  })
  expect(files.filter((file) => !existsSync(file))).toEqual([])
  expect(new Set(files).size).toBe(files.length)
  expect(files.length).toBeGreaterThan(20)
  expect(files.length).toBeLessThanOrEqual(30)
})

it.each([
  "README.md",
  "CONTRIBUTING.md",
  ...["answers", "architecture", "bring_your_own", "embedding", "evaluation", "int8", "log", "memory", "own_signal"]
    .concat(["migration", "theory", "tokenizers", "tried", "verify", "names", "recipes", "which_reward"]).map((name) =>
      `docs/${name}.md`
    ),
])(
  "%s links to what there is",
  (page) => {
    const links = [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link]) => link)
    expect(links.filter((link) => !existsSync(join(dirname(page), link)))).toEqual([])
  },
)
