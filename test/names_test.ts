// What docs/names.md maps to exists: flags of `rlif train`, and sub-paths of the packages.
import { readFileSync } from "node:fs"
import { trainSettings } from "../packages/trainer/settings/train_settings.ts"
import { expect, it } from "vitest"

const page = readFileSync(new URL("../docs/names.md", import.meta.url), "utf8")
const exported = ["trainer", "rewards"].flatMap((name) =>
  Object.keys(JSON.parse(readFileSync(new URL(`../packages/${name}/package.json`, import.meta.url), "utf8")).exports)
)
const rows = page.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| TRL"))
const ours = rows.map((row) => row.split(" | ")[2])

it("names flags that rlif train has", () => {
  const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const flags = new Set(Object.keys(trainSettings).map((name) => `--${kebab(name)}`))
  const named = ours.flatMap((cell) => [...cell.matchAll(/--[a-z0-9-]+/g)].map(([flag]) => flag))
  expect(named.length).toBeGreaterThan(25)
  expect(named.filter((flag) => !flags.has(flag))).toEqual([])
})

it("names sub-paths that there are", () => {
  const named = ours.flatMap((cell) =>
    [...cell.matchAll(/`((?:stage|loss|learn)\/[a-z-]+|overlong|log-ratio)`/g)].map(([, path]) => `./${path}`)
  )
  expect(named.length).toBeGreaterThan(9)
  expect(named.filter((path) => !exported.includes(path))).toEqual([])
})

it("has three names a row", () => {
  for (const row of rows) expect(row.split(" | ").length, row).toBe(3)
})
