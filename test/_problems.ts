// Where the public problem sets lie that some tests judge by: the folder that RLIF_PROBLEMS names, else a folder `data`
// beside the project. They are for measuring only, so that no row of them is in the repository.
import type { Problem } from "@rlif/core/data"
import { readFileSync } from "node:fs"
import type { TestContext } from "vitest"
import { fileBeside } from "./_beside.ts"

/** Sets by the name of their file, each with its number of rows. */
export const sets = { math500: 500, gsm8k_test: 1319, aime24: 30, amc23: 40 } as const

const places = {
  what: "the public problem sets",
  variable: "RLIF_PROBLEMS",
  folder: "data",
  signs: Object.keys(sets).map((name) => `${name}.jsonl`),
}

/** The file of a set; without the sets the test is skipped. */
export const problemsFile = (name: keyof typeof sets, context: Pick<TestContext, "skip">): string =>
  fileBeside(places, `${name}.jsonl`, { context })

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
