// Executes every example: the ```ts blocks under `@example` in public files, and those of the pages. Each block becomes a
// module under .cache/examples at the same line as in its source, so that messages point there; it is type-checked and
// imported as it stands. A block fenced as "```ts no-run" is only type-checked.
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { finish, isShared, packages, sources } from "./_sources.ts"

const out = ".cache/examples"
const fence = /^[ \t]*(?:\* ?)?```ts( no-run)?[ \t]*\n([\s\S]*?)^[ \t]*(?:\* ?)?```[ \t]*$/gm

interface Example {
  readonly at: string
  readonly path: string
  readonly run: boolean
}

const pages = ["README.md", "CONTRIBUTING.md", ...sources("docs", ".md"), ...sources("packages", "README.md")]
const code = packages.flatMap((name) => sources(join("packages", name))).filter(isShared)
rmSync(out, { recursive: true, force: true })

const examples = [...code, ...pages.filter((page) => existsSync(page))].flatMap((file): ReadonlyArray<Example> => {
  const text = readFileSync(file, "utf8")
  return [...text.matchAll(fence)].map((match) => {
    const line = text.slice(0, match.index).split("\n").length
    const body = file.endsWith(".md") ? match[2]! : match[2]!.replace(/^[ \t]*\* ?/gm, "")
    const path = join(out, `${file.replace(/\.(ts|md)$/, "")}.${line}.ts`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, "\n".repeat(line) + body + "\nexport {}\n")
    return { at: `${file}:${line}`, path, run: match[1] === undefined }
  })
})
writeFileSync(
  join(out, "tsconfig.json"),
  JSON.stringify({
    extends: "../../tsconfig.json",
    compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
    include: ["**/*.ts"],
  }),
)
writeFileSync(join(out, "list.json"), JSON.stringify(examples.filter(({ run }) => run)))

/** `.cache/examples/packages/core/graph/dim.12.ts(14,3)` is line 14 of `packages/core/graph/dim.ts`. */
const place = /(?:file:\/\/)?[^\s("']*\.cache\/examples\/([^\s:()]+?)\.(\d+)\.ts(?:[:(](\d+)[,:]\d+\)?)?/g
const here = [`${pathToFileURL(process.cwd())}/`, `${process.cwd()}/`]
const located = (text: string) =>
  here.reduce((text, folder) => text.replaceAll(folder, ""), text).replace(
    place,
    (...[, file, first, line]: ReadonlyArray<string | undefined>) => {
      const source = [`${file}.ts`, `${file}.md`].find((path) => examples.some(({ at }) => at === `${path}:${first}`))
      return `${source}:${line ?? first}`
    },
  )

const problems: Array<string> = []
const types = spawnSync("tsc", ["--noEmit", "--pretty", "false", "-p", out], { encoding: "utf8" })
if (types.status !== 0) problems.push(located(types.stdout.trim()))
const run = spawnSync("node", [join(import.meta.dirname, "_run_examples.ts"), join(out, "list.json")], {
  encoding: "utf8",
  timeout: 180_000,
  maxBuffer: 2 ** 28,
})
if (run.status !== 0) problems.push(located(run.stderr || `the examples ended with ${run.signal ?? run.status}`))
finish(problems, `${examples.length} examples`)
