// Writes each package's export map from its files: a public file `graph/rms_norm.ts` is `@rlif/core/graph/rms-norm`.
// `--check` only compares. Private files (`_x.ts`), tests and `mod.ts` below the root have no entry.
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"

const skipped = new Set(["node_modules", "dist", "gen", "models"])

const files = (dir: string): ReadonlyArray<string> =>
  readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : files(join(dir, entry.name))
    const isPublic = entry.name.endsWith(".ts") && !entry.name.startsWith("_") && !entry.name.endsWith("_test.ts") &&
      entry.name !== "mod.ts"
    return isPublic ? [join(dir, entry.name)] : []
  })

const check = process.argv.includes("--check")
let stale = false
for (const name of ["core", "rewards", "trainer", "bench"]) {
  const root = join("packages", name)
  const path = join(root, "package.json")
  const text = readFileSync(path, "utf8")
  const manifest = JSON.parse(text)
  const sources = files(root).map((file) => relative(root, file)).sort()
  const entry = (file: string) => `./${file.replace(/\.ts$/, "").replaceAll("_", "-")}`
  manifest.exports = { ".": "./mod.ts", ...Object.fromEntries(sources.map((file) => [entry(file), `./${file}`])) }
  const dist = (file: string) => ({
    types: `./dist/${file.replace(/\.ts$/, ".d.ts")}`,
    default: `./dist/${file.replace(/\.ts$/, ".js")}`,
  })
  manifest.publishConfig = {
    ...manifest.publishConfig,
    exports: { ".": dist("mod.ts"), ...Object.fromEntries(sources.map((file) => [entry(file), dist(file)])) },
  }
  const next = JSON.stringify(manifest, null, 2) + "\n"
  if (next === text) continue
  stale = true
  if (check) console.error(`${path}: the export map is stale; run pnpm exports`)
  else writeFileSync(path, next)
}
if (check && stale) process.exit(1)
