// What a package publishes is a decision: the `exports` of its package.json are kept by hand, and this checks them. Each is
// a file, or a folder's face, under its own name; a private file or a test is none. `./*.ts` serves this workspace alone,
// its bench and its tests: `scripts/build.ts` leaves it out.
import { existsSync } from "node:fs"
import { basename } from "node:path"
import { anyFile, exported, finish, isShared, packages, published, readJson, specifier } from "./_sources.ts"

const problems: Array<string> = []
const counts: Array<string> = []
for (const name of packages) {
  const path = `packages/${name}/package.json`
  const report = (message: string) => problems.push(`${path}:1 ${message}`)
  const map = readJson(path).exports as Readonly<Record<string, string>>
  if (map[anyFile] !== anyFile) report(`"exports" must end with "${anyFile}": "${anyFile}"`)
  const all = exported(name)
  if (!(published as ReadonlyArray<string>).includes(name) && all.size > 0) {
    report("it is not published, and exports nothing")
  }
  const keys = [...all.keys()]
  if (keys.join() !== [...keys].sort().join()) report(`"exports" are not in the order of their names`)
  for (const [key, file] of all) {
    if (!existsSync(file)) report(`${key} is ${file}, which does not exist`)
    else if (key !== specifier(file)) report(`${key} is ${file}, which is called ${specifier(file)}`)
    else if (basename(file) !== "mod.ts" && !isShared(file)) report(`${key} is ${file}, which is private`)
  }
  counts.push(`${name} ${all.size}`)
}
finish(problems, counts.join(", "))
