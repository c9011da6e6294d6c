// Writes each package's face, mod.ts: everything that a user composes pipelines with, from one import. `--check` only
// compares. Folders that are not named here are reached by sub-path only, and so are commands, which run when they are
// imported. Two files that export one name clash: the compiler says so, and one of them belongs in a namespace.
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { basename, dirname, join, relative } from "node:path"
import { finish, packages, publicSources } from "./_sources.ts"

/** Folders whose files are exported flat; "." is the package's own root. */
const flat: Record<(typeof packages)[number], ReadonlyArray<string>> = {
  core: [
    "random",
    "graph",
    "grad",
    "runtime",
    "model",
    "memory",
    "files",
    "checkpoint",
    "text",
    "data",
    "sample",
    "mix",
    "export",
  ],
  rewards: [".", "answer"],
  trainer: [
    "advantage",
    "loss",
    "optimizer",
    "learn",
    "stage",
    "evaluate",
    "plot",
    "guard",
    "run",
    "pretrain",
    "models",
  ],
  bench: ["throughput", "."],
}

/** Folders that are one namespace (through a mod.ts of their own), and folders or files where each file is one. */
const together: Record<string, string> = {
  "packages/core/graph/ops": "ops",
  "packages/core/data/arithmetic": "arithmetic",
  "packages/core/hub": "hub",
  "packages/core/nn": "nn",
  "packages/core/policy": "Policy",
  "packages/rewards/formula": "formula",
  "packages/rewards/answer/math": "math",
  "packages/trainer/guard": "guard",
  "packages/trainer/equivalence": "equivalence",
}
const apart: Record<string, (file: string) => string> = {
  "packages/core/runtime/providers": (file) => basename(file, ".ts").replace(/^./, (letter) => letter.toUpperCase()),
  "packages/core/graph/names.ts": () => "names",
  "packages/trainer/defaults/defaults.ts": () => "defaults",
  "packages/core/graph/ops/twin.ts": () => "twin",
}

const faces = new Map<string, Array<string>>()
for (const name of packages) {
  const root = join("packages", name)
  const lines: Array<string> = []
  for (const file of publicSources(name).filter((file) => basename(file) !== "main.ts")) {
    const folder = dirname(file)
    const star = (apart[file] ?? apart[folder])?.(file)
    const line = (from: string) => `export *${star === undefined ? "" : ` as ${star}`} from "./${relative(from, file)}"`
    const namespace = together[folder]
    if (namespace !== undefined) {
      const inner = faces.get(join(folder, "mod.ts")) ?? []
      if (inner.length === 0) lines.push(`export * as ${namespace} from "./${relative(root, folder)}/mod.ts"`)
      faces.set(join(folder, "mod.ts"), [...inner, line(folder)])
    } else if (star !== undefined || flat[name].includes(relative(root, folder) || ".")) lines.push(line(root))
  }
  faces.set(join(root, "mod.ts"), lines)
}

const problems: Array<string> = []
for (const [path, lines] of faces) {
  const text = `// Written by scripts/faces.ts.\n${lines.length > 0 ? lines.join("\n") : "export {}"}\n`
  const current = existsSync(path) ? readFileSync(path, "utf8") : ""
  if (current === text) continue
  if (process.argv.includes("--check")) problems.push(`${path}:1 the face is stale; run npm run faces`)
  else writeFileSync(path, text)
}
finish(problems, `${faces.size} faces`)
