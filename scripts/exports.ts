// Writes each package's export map from its files: a public file `graph/rms_norm.ts` is `@rlif/core/graph/rms-norm`.
// A folder's face, `guard/mod.ts`, is `@rlif/trainer/guard`. `--check` only compares. Private files (`_x.ts`) and tests
// have no entry.
import { readFileSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { finish, packages, publicSources, sources } from "./_sources.ts"

const check = process.argv.includes("--check")
const problems: Array<string> = []
let count = 0
for (const name of packages) {
  const root = join("packages", name)
  const path = join(root, "package.json")
  const text = readFileSync(path, "utf8")
  const manifest = JSON.parse(text)
  const inner = sources(root).filter((file) => file.endsWith("/mod.ts") && file !== join(root, "mod.ts"))
  const files = [...publicSources(name), ...inner].map((file) => relative(root, file)).sort()
  const entry = (file: string) => `./${file.replace(/(\/mod)?\.ts$/, "").replaceAll("_", "-")}`
  const dist = (file: string) => ({
    types: `./dist/${file.replace(/\.ts$/, ".d.ts")}`,
    default: `./dist/${file.replace(/\.ts$/, ".js")}`,
  })
  manifest.exports = { ".": "./mod.ts", ...Object.fromEntries(files.map((file) => [entry(file), `./${file}`])) }
  manifest.publishConfig = {
    ...manifest.publishConfig,
    exports: { ".": dist("mod.ts"), ...Object.fromEntries(files.map((file) => [entry(file), dist(file)])) },
  }
  count += files.length + 1
  const next = JSON.stringify(manifest, null, 2) + "\n"
  if (next === text) continue
  if (check) problems.push(`${path}:1 the export map is stale; run npm run exports`)
  else writeFileSync(path, next)
}
finish(problems, `${count} entry points`)
