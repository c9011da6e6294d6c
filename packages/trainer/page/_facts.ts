import { harmless } from "./harmless.ts"
import type { RunRecord } from "./run_record.ts"
import { type Cell, table } from "./_table.ts"

/** The settings of runs, a row each; where runs differ, the row stands out and comes first. */
export const facts = (runs: ReadonlyArray<RunRecord>): string => {
  const names = [...new Set(runs.flatMap(({ config }) => Object.keys(config)))].filter((name) => name !== "dryRun")
  const rows = names.map((name) => {
    const values = runs.map(({ config }) => shown(config[name]))
    return { name, values, differs: name !== "out" && new Set(values).size > 1 }
  })
  const cells = ({ name, values, differs }: (typeof rows)[number]): ReadonlyArray<Cell> => [
    harmless(name),
    ...values.map((value) => differs ? { strong: value } : value),
  ]
  return table({
    title: runs.length > 1 ? "Settings; where runs differ first" : "Settings",
    headers: ["setting", ...runs.map(({ name }) => harmless(name))],
    rows: [...rows.filter(({ differs }) => differs), ...rows.filter(({ differs }) => !differs)].map(cells),
  })
}

const shown = (value: unknown): string =>
  harmless(
    value === undefined || value === "" ? "none" : typeof value === "string" ? value : JSON.stringify(value),
    500,
  )
