// The table of docs/recipes.md is that of the settings.
import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { recipeNames, recipes } from "../packages/trainer/settings/recipes.ts"

const flag = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
const rows = recipeNames.map((name) => {
  const { paper, settings, open } = recipes[name]
  const flags = Object.entries(settings).map(([key, value]) => value === true ? flag(key) : `${flag(key)} ${value}`)
  return `| \`${name}\` | [${paper}](https://arxiv.org/abs/${paper}) | \`${flags.join(" ")}\` | ${open} |`
})

it("has a row of each recipe, with all of its settings and what is open", () => {
  const page = readFileSync(new URL("../docs/recipes.md", import.meta.url), "utf8")
  expect(page.split("\n").filter((line) => line.startsWith("| `") && line.includes("](https://arxiv.org/abs/")))
    .toEqual(rows)
})
