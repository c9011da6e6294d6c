// Imports flow one way: packages core <- rewards <- trainer <- bench, and within a package a folder imports only the
// folders listed before it ("." are the package's root files). No circles; `_x.ts` stays inside its folder; a mod.ts is
// a face, imported by users only; what a package imports is in its package.json. Tests may import anything.
import { readFileSync } from "node:fs"
import { basename, dirname, join, normalize } from "node:path"
import { finish, isTest, packages, readJson, sources, specifier } from "./_sources.ts"

const folders: Record<(typeof packages)[number], ReadonlyArray<string>> = {
  core: [
    "random",
    "graph",
    "grad",
    "onnx",
    "runtime",
    "nn",
    "model",
    "generate",
    "learn",
    "memory",
    "files",
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
    "run",
    "pretrain",
    "models",
    ".",
    "settings",
    "cli",
  ],
  bench: ["throughput", "report", "gpu", "int8", "memory", "peak", "answers", "reproduce", "."],
}
const importing =
  /^(?:import|export)\b[^"'`;]*?from\s*"([^"]+)"|\bimport\(\s*"([^"]+)"|^import\s+"([^"]+)"|new URL\(\s*"(\.[^"]+\.ts)"/gm

const problems: Array<string> = []
const graph = new Map<string, ReadonlyArray<string>>()
const files = packages.flatMap((name) => sources(join("packages", name)))
const bySpecifier = new Map(files.map((file) => [specifier(file), file]))

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
    const scope = wanted.split("/").slice(0, wanted.startsWith("@") ? 2 : 1).join("/")
    if (!wanted.startsWith(".") && !declared.includes(scope)) report(`packages/${name}/package.json does not list it`)
    if (/^@rlif\/[a-z]+$/.test(wanted)) report("import the sub-path, not the face")
    const target = wanted.startsWith(".") ? normalize(join(dirname(file), wanted)) : bySpecifier.get(wanted)
    if (target === undefined) continue // another project's package
    targets.push(target)
    const [, other, ...path] = target.split("/") as [string, (typeof packages)[number], ...Array<string>]
    if (other !== name) {
      if (wanted.startsWith(".")) report("another package is imported by its name")
      if (packages.indexOf(other) > packages.indexOf(name)) report(`${name} comes before ${other}`)
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
