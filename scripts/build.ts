// Writes each package's publishable form to packages/*/dist: JavaScript, declarations, and the files beside the sources
// (shipped models). `npm publish` and `pnpm pack` take their entry points from publishConfig.
import { spawnSync } from "node:child_process"
import { cpSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { finish, packages } from "./_sources.ts"

const out = ".cache/build"
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
writeFileSync(
  join(out, "tsconfig.json"),
  JSON.stringify({
    extends: "../../tsconfig.json",
    compilerOptions: { noEmit: false, declaration: true, rootDir: "../../packages", outDir: "." },
    include: ["../../packages/**/*.ts"],
    exclude: ["../../packages/**/*_test.ts", "../../packages/**/testing", "../../packages/*/dist"],
  }),
)
const { status, stdout } = spawnSync("tsc", ["-p", out], { encoding: "utf8" })
if (status !== 0) finish(stdout.trim().split("\n"), "")

// The compiler rewrites `./x.ts` in imports, but not where a worker's file is named.
const workers = /(new URL\(\s*"\.[^"]*)\.ts"/g
for (const file of globSync(`${out}/**/*.js`)) {
  const text = readFileSync(file, "utf8")
  if (text.search(workers) >= 0) writeFileSync(file, text.replace(workers, '$1.js"'))
}

for (const name of packages) {
  const root = join("packages", name)
  const dist = join(root, "dist")
  rmSync(dist, { recursive: true, force: true })
  renameSync(join(out, name), dist)
  const exclude = ["dist", "node_modules", "fixtures"].map((folder) => join(root, "**", folder))
  for (const asset of globSync(`${root}/*/**/*.*`, { exclude })) {
    if (asset.endsWith(".ts")) continue
    const target = join(dist, relative(root, asset))
    mkdirSync(dirname(target), { recursive: true })
    cpSync(asset, target)
  }
}
rmSync(out, { recursive: true, force: true })
console.log(`Built ${packages.map((name) => `packages/${name}/dist`).join(", ")}`)
