import { escaped, harmless } from "./harmless.ts"
import type { RunRecord } from "./run_record.ts"
import { type Cell, table } from "./_table.ts"

/** What was said of runs before they began, and their settings, a row each: those in which runs differ, and all, folded. */
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
  const headers = ["setting", ...runs.map(({ name }) => harmless(name))]
  const differing = rows.filter(({ differs }) => differs)
  const [first, all] = [differing, rows].map((some, i) =>
    table({ title: i === 0 ? "Where runs differ" : "All settings", headers, rows: some.map(cells) })
  )
  const said = runs.filter(({ about }) => about !== "").map(({ name, about }) =>
    `<h3>${escaped(harmless(runs.length === 1 ? "Before it began" : `Before ${name} began`))}</h3>
<pre class="about">${escaped(harmless(about, 10_000))}</pre>`
  )
  return `${said.join("\n")}${
    differing.length === 0 ? "" : first
  }<details><summary>All ${rows.length} settings</summary>${all}</details>`
}

const shown = (value: unknown): string =>
  harmless(
    value === undefined || value === "" ? "none" : typeof value === "string" ? value : JSON.stringify(value),
    500,
  )
