// Writes each published package to packages/*/dist as `npm pack` and `pnpm pack` take it: JavaScript, declarations, the files
// beside the sources (shipped models), README, license, and a package.json whose entry points and versions are those of
// files and registries.
import { spawnSync } from "node:child_process"
import { cpSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { basename, dirname, join, relative } from "node:path"
import { anyFile, finish, published, readJson } from "./_sources.ts"

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

/** A dependency's version, exact, as the workspace has it. */
const versions = readFileSync("pnpm-workspace.yaml", "utf8")
const version = (name: string, range: string): string => {
  if (range.startsWith("workspace:")) return String(readJson(`packages/${basename(name)}/package.json`).version)
  if (range !== "catalog:") return range
  const found = new RegExp(`^  "?${name}"?: (\\S+)$`, "m").exec(versions)?.[1]
  return found ?? finish([`pnpm-workspace.yaml:1 the catalog has no ${name}`], "")
}

type Names = Readonly<Record<string, string>>

/** The manifest of a published package: the sources' own, with every path and version as it is there. */
const manifest = (name: string): object => {
  const { scripts: _, devDependencies: __, ...rest } = readJson(`packages/${name}/package.json`)
  const { exports, dependencies, bin } = rest as { exports: Names; dependencies?: Names; bin?: Names }
  const compiled = (path: string, ending: string) => path.replace(/\.ts$/, ending)
  const map = (names: Names, to: (value: string, key: string) => unknown) =>
    Object.fromEntries(Object.entries(names).map(([key, value]) => [key, to(value, key)]))
  return {
    ...rest,
    ...(bin === undefined ? {} : { bin: map(bin, (file) => compiled(file, ".js")) }),
    exports: map(
      Object.fromEntries(Object.entries(exports).filter(([key]) => key !== anyFile)),
      (file) => ({ types: compiled(file, ".d.ts"), default: compiled(file, ".js") }),
    ),
    dependencies: map(dependencies ?? {}, (range, name) => version(name, range)),
    publishConfig: { access: "public" },
  }
}

for (const name of published) {
  const root = join("packages", name)
  const dist = join(root, "dist")
  rmSync(dist, { recursive: true, force: true })
  renameSync(join(out, name), dist)
  const exclude = ["dist", "node_modules", "fixtures", "testing"].map((folder) => join(root, "**", folder))
  for (const asset of globSync(`${root}/*/**/*.*`, { exclude })) {
    if (asset.endsWith(".ts")) continue
    const target = join(dist, relative(root, asset))
    mkdirSync(dirname(target), { recursive: true })
    cpSync(asset, target)
  }
  cpSync("LICENSE", join(dist, "LICENSE"))
  cpSync(join(root, "README.md"), join(dist, "README.md"))
  writeFileSync(join(dist, "package.json"), JSON.stringify(manifest(name), null, 2) + "\n")
}
rmSync(out, { recursive: true, force: true })
console.log(`Built ${published.map((name) => `packages/${name}/dist`).join(", ")}`)
