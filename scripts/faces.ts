// Writes faces. A package's face, mod.ts, shows all that the package publishes, so that a user composes pipelines with one
// import; a folder's face shows the folder's shared files. `--check` only compares. Two files that export one name clash:
// the compiler says so, and one of them belongs in a namespace.
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { basename, dirname, join, relative } from "node:path"
import { exported, finish, isShared, published, sources } from "./_sources.ts"

/** Folders and files that are a namespace of their package's face; those that are none are shown flat. */
const namespaces: Readonly<Record<string, string>> = {
  "packages/core/graph/names.ts": "names",
  "packages/core/graph/ops/mod.ts": "ops",
  "packages/core/data/arithmetic/mod.ts": "arithmetic",
  "packages/core/hub/mod.ts": "hub",
  "packages/core/nn/mod.ts": "nn",
  "packages/core/policy/mod.ts": "Policy",
  "packages/core/runtime/providers/chosen.ts": "Chosen",
  "packages/core/runtime/providers/cpu.ts": "Cpu",
  "packages/core/runtime/providers/cuda.ts": "Cuda",
  "packages/core/runtime/providers/webgpu.ts": "Webgpu",
  "packages/rewards/formula/mod.ts": "formula",
  "packages/rewards/answer/math/engine/mod.ts": "Engine",
  "packages/rewards/answer/math/mod.ts": "math",
  "packages/trainer/defaults/defaults.ts": "defaults",
  "packages/trainer/guard/mod.ts": "guard",
  "packages/trainer/equivalence/mod.ts": "equivalence",
}
/** Reached by their sub-path only: importing all theorems, or what speaks to other machines, takes a while, and few programs show pages. */
const apart = new Set([
  "packages/core/wire/answering.ts",
  "packages/trainer/fleet/fleet.ts",
  "packages/trainer/fleet/fleet_error.ts",
  "packages/trainer/fleet/queue.ts",
  "packages/trainer/fleet/queue_worker.ts",
  "packages/trainer/fleet/worker.ts",
  "packages/trainer/page/mod.ts",
  "packages/trainer/theorem/mod.ts",
  "packages/trainer/watch/mod.ts",
])
/** Of a folder's face: files that are a namespace of it. */
const twins: Readonly<Record<string, string>> = { "packages/core/graph/ops/twin.ts": "twin" }

const line = (file: string, from: string, name: string | undefined) =>
  `export *${name === undefined ? "" : ` as ${name}`} from "./${relative(from, file)}"`

const faces = new Map<string, ReadonlyArray<string>>()
for (const name of published) {
  const root = join("packages", name)
  const files = [...exported(name).values()].filter((file) => file !== join(root, "mod.ts") && !apart.has(file))
  faces.set(join(root, "mod.ts"), files.map((file) => line(file, root, namespaces[file])))
  for (const file of exported(name).values()) {
    const folder = dirname(file)
    if (basename(file) !== "mod.ts" || folder === root) continue
    const own = sources(folder).filter((each) => isShared(each) && dirname(each) === folder)
    faces.set(file, own.map((each) => line(each, folder, twins[each])))
  }
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
