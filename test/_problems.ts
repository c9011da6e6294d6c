// Where the public problem sets lie that some tests judge by: the folder that RLIF_PROBLEMS names, else a folder `data`
// beside the project. They are for measuring only, so that no row of them is in the repository.
import type { Problem } from "@rlif/core/data/problem"
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import type { TestContext } from "vitest"

/** Sets by the name of their file, each with its number of rows. */
export const sets = { math500: 500, gsm8k_test: 1319, aime24: 30, amc23: 40 } as const

const root = fileURLToPath(new URL("..", import.meta.url))

const folder = (): string | undefined =>
  process.env["RLIF_PROBLEMS"] ??
    globSync("../*/data/math500.jsonl", { cwd: root }).map((found) => join(root, dirname(found)))[0]

/** The file of a set. Where it is missing the test is skipped, and says so; on continuous integration it fails. */
export const problemsFile = (name: keyof typeof sets, context: Pick<TestContext, "skip">): string => {
  const at = folder()
  const file = at === undefined ? undefined : join(at, `${name}.jsonl`)
  if (file !== undefined && existsSync(file)) return file
  const message = `the problem set ${name} is missing: put ${name}.jsonl into a folder and name it by RLIF_PROBLEMS`
  console.error(`\n*** NOT TESTED: ${message} ***\n`)
  if (process.env["CI"] === "true") throw new Error(`Cannot test: ${message}`)
  return context.skip(message)
}

/** The problems of a set, all of them. */
export const problems = (
  name: keyof typeof sets,
  context: Pick<TestContext, "skip">,
): ReadonlyArray<Pick<Problem, "problem" | "gold">> => {
  const file = problemsFile(name, context)
  const rows = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line))
  if (rows.length !== sets[name]) throw new Error(`Cannot test with "${file}": ${rows.length} rows, not ${sets[name]}`)
  return rows
}
