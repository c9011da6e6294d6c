// Which files the checks look at. Paths are relative to the workspace root, where every script runs.
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"

/** The packages, in the order of the flow: each imports only those before it. */
export const packages = ["core", "rewards", "trainer", "bench"] as const

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

/** A file with its own sub-path export: neither private (`_x.ts`) nor a test nor a package's face. */
export const isPublic = (file: string): boolean =>
  !isTest(file) && !basename(file).startsWith("_") && basename(file) !== "mod.ts"

export const publicSources = (name: string): ReadonlyArray<string> => sources(join("packages", name)).filter(isPublic)

/** `packages/core/graph/rms_norm.ts` is imported as `@rlif/core/graph/rms-norm`, `packages/x/y/mod.ts` as `@rlif/x/y`. */
export const specifier = (file: string): string =>
  file.replace(/^packages\//, "@rlif/").replace(/(\/mod)?\.ts$/, "").replaceAll("_", "-")

export const readJson = (path: string): Record<string, unknown> => JSON.parse(readFileSync(path, "utf8"))

/** Prints what is wrong, one `file:line message` a line, and ends the process: 0 when nothing is. */
export const finish = (problems: ReadonlyArray<string>, summary: string): never => {
  for (const problem of problems) console.error(problem)
  if (problems.length === 0) console.log(summary)
  process.exit(problems.length === 0 ? 0 : 1)
}
