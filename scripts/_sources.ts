// Which files the checks look at. Paths are relative to the workspace root, where every script runs.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"

/** The packages, in the order of the flow: each imports only those before it. */
export const packages = ["core", "rewards", "trainer", "bench"] as const

/** Those that are published; the bench is for this workspace alone. */
export const published = ["core", "rewards", "trainer"] as const

const skipped = new Set(["node_modules", "dist", "gen", "fixtures", "runs"])

/** Every hand-written file below `dir` with the extension, sorted. */
export const sources = (dir: string, extension = ".ts"): ReadonlyArray<string> =>
  !existsSync(dir) ? [] : readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : sources(path, extension)
    return entry.name.endsWith(extension) ? [path] : []
  }).sort()

/** Tests, and what only they use. */
export const isTest = (file: string): boolean => file.endsWith("_test.ts") || file.includes("/testing/")

/** A file that other folders may import: neither private (`_x.ts`) nor a test nor a face. */
export const isShared = (file: string): boolean =>
  !isTest(file) && !basename(file).startsWith("_") && basename(file) !== "mod.ts"

export const readJson = (path: string): Record<string, unknown> => JSON.parse(readFileSync(path, "utf8"))

/** Key and file of a package's export map that serve this workspace alone: `@rlif/core/graph/dim.ts`. */
export const anyFile = "./*.ts"

/** What a package publishes: the files of its export map, which is kept by hand, by their import path. */
export const exported = (name: string): ReadonlyMap<string, string> => {
  const map = readJson(`packages/${name}/package.json`).exports as Readonly<Record<string, string>>
  return new Map(
    Object.entries(map).filter(([path]) => path !== anyFile)
      .map(([path, file]) => [`@rlif/${name}${path.slice(1)}`, join("packages", name, file)]),
  )
}

/** The files whose symbols users see: those of the export map, and of a folder's face every file that it shows. */
export const publicSources = (name: string): ReadonlyArray<string> =>
  [...exported(name).values()].flatMap((file) => {
    if (basename(file) !== "mod.ts") return [file]
    const folder = dirname(file)
    return folder === join("packages", name)
      ? []
      : sources(folder).filter((each) => isShared(each) && dirname(each) === folder)
  })

/** `packages/core/graph/rms_norm.ts` is published as `@rlif/core/graph/rms-norm`, `packages/x/y/mod.ts` as `@rlif/x/y`. */
export const specifier = (file: string): string =>
  file.replace(/^packages\//, "@rlif/").replace(/(\/mod)?\.ts$/, "").replaceAll("_", "-")

/** Prints what is wrong, one `file:line message` a line, and ends the process: 0 when nothing is. */
export const finish = (problems: ReadonlyArray<string>, summary: string): never => {
  for (const problem of problems) console.error(problem)
  if (problems.length === 0) console.log(summary)
  process.exit(problems.length === 0 ? 0 : 1)
}
