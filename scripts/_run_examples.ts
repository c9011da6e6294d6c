// Imports each example of the list in one process, one after the other; those that throw or hang are named.
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { pathToFileURL } from "node:url"

const limit = 20_000 // ms an example may wait
const examples: ReadonlyArray<{ at: string; path: string }> = JSON.parse(readFileSync(process.argv[2]!, "utf8"))

let current = ""
let failed = 0
const report = (error: unknown) => {
  failed++
  console.error(
    `${current} the example fails: ${error instanceof Error ? error.stack ?? error.message : String(error)}`,
  )
}
process.on("unhandledRejection", report)
process.on("uncaughtException", report)
process.on("exit", () => {
  if (current === "done") return
  console.error(`${current} the example ends the process`)
  process.exitCode = 1
})

console.log = () => undefined // examples may print
for (const { at, path } of examples) {
  current = at
  const timer = Promise.withResolvers<never>()
  const handle = setTimeout(() => timer.reject(new Error(`still waiting after ${limit / 1000} s`)), limit)
  await Promise.race([import(pathToFileURL(resolve(path)).href), timer.promise]).catch(report)
  clearTimeout(handle)
  await new Promise((done) => setImmediate(done))
}
current = "done"
process.exit(failed > 0 ? 1 : 0)
