// Imports flow one way: packages core <- rewards <- trainer <- bench, and within a package a folder imports only the
// folders listed before it ("." are the package's root files). No circles; `_x.ts` stays inside its folder; a mod.ts is
// a face, imported by users only; what a package imports is in its package.json. What is published imports of other
// packages only what they publish, and of effect its modules one by one: all of them together cost every thread a fifth of a
// second. Tests may import anything.
import { readFileSync } from "node:fs"
import { basename, dirname, join, normalize } from "node:path"
import { exported, finish, isTest, packages, published, readJson, sources } from "./_sources.ts"

const folders: Record<(typeof packages)[number], ReadonlyArray<string>> = {
  core: [
    "random",
    "graph",
    "grad",
    "onnx",
    "runtime",
    "thread",
    "nn",
    "signals",
    "model",
    "generate",
    "learn",
    "lane",
    "memory",
    "files",
    "wire",
    "checkpoint",
    "hub",
    "text",
    "data",
    "policy",
    "sample",
    "mix",
    "export",
    ".",
  ],
  rewards: ["formula", "answer", "."],
  trainer: [
    "advantage",
    "loss",
    "optimizer",
    "defaults",
    "learn",
    "stage",
    "equivalence",
    "theorem",
    "evaluate",
    "plot",
    "guard",
    "advise",
    "run",
    "page",
    "watch",
    "fleet",
    "pretrain",
    "models",
    ".",
    "settings",
    "cli",
  ],
  bench: [
    "step",
    "ablations",
    "report",
    "gpu",
    "int8",
    "memory",
    "peak",
    "answers",
    "counts",
    "effect",
    "watch",
    "fleet",
    "peers",
    "reproduce",
    ".",
  ],
}
const importing =
  /^(?:import|export)\b[^"'`;]*?from\s*"([^"]+)"|\bimport\(\s*"([^"]+)"|^import\s+"([^"]+)"|new URL\(\s*"(\.[^"]+\.ts)"/gm

const problems: Array<string> = []
const graph = new Map<string, ReadonlyArray<string>>()
const files = packages.flatMap((name) => sources(join("packages", name)))
const shown = new Map(packages.flatMap((name) => [...exported(name)]))
const isPublished = (name: string) => (published as ReadonlyArray<string>).includes(name)
/** The file that an import from another package names: one that is published, or any by its own path. */
const fileOf = (wanted: string) => shown.get(wanted) ?? wanted.replace(/^@rlif\//, "packages/")

for (const file of files.filter((file) => !isTest(file))) {
  const [, name, ...rest] = file.split("/") as [string, (typeof packages)[number], ...Array<string>]
  const folder = rest.length > 1 ? rest[0]! : "."
  const rank = folders[name].indexOf(folder)
  const manifest = readJson(`packages/${name}/package.json`)
  const declared = Object.keys({ ...manifest.dependencies as object, ...manifest.peerDependencies as object })
  const text = readFileSync(file, "utf8")
  const targets: Array<string> = []
  if (rank < 0) problems.push(`${file}:1 the folder ${folder} is not in the order of scripts/layering.ts`)
  for (const match of text.matchAll(importing)) {
    const wanted = (match[1] ?? match[2] ?? match[3] ?? match[4])!
    const line = text.slice(0, match.index).split("\n").length
    const report = (message: string) => problems.push(`${file}:${line} imports ${wanted}: ${message}`)
    if (wanted.startsWith("node:")) continue
    if (wanted === "effect" && isPublished(name)) report("effect's modules are imported one by one, as effect/Effect")
    const scope = wanted.split("/").slice(0, wanted.startsWith("@") ? 2 : 1).join("/")
    if (!wanted.startsWith(".") && !declared.includes(scope)) report(`packages/${name}/package.json does not list it`)
    if (/^@rlif\/[a-z]+$/.test(wanted)) report("import the sub-path, not the face")
    if (!wanted.startsWith(".") && !wanted.startsWith("@rlif/")) continue // another project's package
    const target = wanted.startsWith(".") ? normalize(join(dirname(file), wanted)) : fileOf(wanted)
    targets.push(target)
    const [, other, ...path] = target.split("/") as [string, (typeof packages)[number], ...Array<string>]
    if (other !== name) {
      if (wanted.startsWith(".")) report("another package is imported by its name")
      if (packages.indexOf(other) > packages.indexOf(name)) report(`${name} comes before ${other}`)
      if (isPublished(name) && !shown.has(wanted)) report(`${other} does not publish it`)
      continue
    }
    if (basename(target) === "mod.ts" && basename(file) !== "mod.ts") {
      report("a face is not imported inside its package")
    }
    if (isTest(target)) report("it is for tests only")
    const at = path.length > 1 ? path[0]! : "."
    if (folders[name].indexOf(at) > rank) report(`${folder}/ comes before ${at}/`)
    if (basename(target).startsWith("_") && !dirname(file).startsWith(dirname(target))) {
      report("it is private to its folder")
    }
  }
  graph.set(file, targets)
}

const done = new Set<string>()
const visit = (file: string, path: ReadonlyArray<string>): void => {
  if (path.includes(file)) {
    problems.push(`${file}:1 import circle: ${[...path.slice(path.indexOf(file)), file].join(" -> ")}`)
  } else if (!done.has(file)) {
    for (const target of graph.get(file) ?? []) visit(target, [...path, file])
    done.add(file)
  }
}
for (const file of graph.keys()) visit(file, [])
finish(problems, `${graph.size} files, ${[...graph.values()].flat().length} imports`)
