// Makes mistakes on purpose, one at a time, in a copy of the sources, and checks that each is found: in a formula by the
// prover, which sees all of them in one run, and elsewhere by the tests that the mutation names. Exits 1 where one survives.
//
//   npm run mutate                        all of them
//   npm run mutate -- "dual clip" grad/   those whose name or file has one of these in it
//   npm run mutate -- --tenth             a tenth, drawn by the commit: what continuous integration runs
//   npm run mutate -- --list              their names
import { spawnSync } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { development, topics } from "../test/equivalences/_development.ts"
import { prove } from "../test/equivalences/_prover.ts"
import { chosen } from "./_chosen.ts"
import { commit } from "./_commit.ts"
import type { Mutation } from "./_mutation.ts"
import { mutations } from "./_mutations.ts"
import { tally } from "./_tally.ts"

const drawn = process.argv.includes("--tenth")
const wanted = chosen(mutations, { args: process.argv.slice(2), commit })
const folder = mkdtempSync(join(tmpdir(), "rlif-mutate-"))
const start = performance.now()

/** Sources as they are, and dependencies as links: those to other packages lead into the copy. */
const copy = () => {
  const filter = (path: string) => !["dist", ".git", ".pnpm", "models"].includes(basename(path))
  for (
    const name of ["packages", "test", "scripts", "node_modules", "package.json", "tsconfig.json", "vitest.config.ts"]
  ) {
    cpSync(name, join(folder, name), { recursive: true, verbatimSymlinks: true, filter })
  }
  symlinkSync(join(process.cwd(), "node_modules", ".pnpm"), join(folder, "node_modules", ".pnpm"), "dir")
}

const run = (command: string, args: ReadonlyArray<string>) =>
  spawnSync(command, args, { cwd: folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } })

/** What `of` gives while the mistake is there. */
const mutated = <A>({ file, from, to }: Mutation, of: () => A): A => {
  const path = join(folder, file)
  const text = readFileSync(path, "utf8")
  if (text.split(from).length !== 2) throw new Error(`Cannot mutate ${file}: "${from}" does not occur exactly once`)
  writeFileSync(path, text.replace(from, () => to))
  try {
    return of()
  } finally {
    writeFileSync(path, text)
  }
}

/** The statements that tie definitions to the code of the copy, by name. */
const ties = (): Record<string, string> => {
  const print = 'import("./test/equivalences/_ties.ts").then((m) => console.log(JSON.stringify(m.tieStatements)))'
  const { status, stdout, stderr } = run(process.execPath, ["-e", print])
  if (status !== 0) throw new Error(`Cannot read the formulas: ${stderr}`)
  return JSON.parse(stdout)
}

/** Properties only: no proof changes with what scores and trains. */
const properties = ["-t", "^(?!.*is proved$)"]

/** The first of these tests that fails; undefined where all pass. */
const failing = (tests: ReadonlyArray<string>): string | undefined => {
  const report = join(folder, "report.json")
  const reporter = ["--reporter=json", `--outputFile=${report}`, "--bail=1"]
  rmSync(report, { force: true })
  const { status, stdout, stderr } = run(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", "run", ...tests, ...properties, ...reporter],
  )
  if (status === 0) return undefined
  const { testResults }: Report = JSON.parse(readFileSync(report, "utf8"))
  const failed = testResults.flatMap(({ assertionResults }) => assertionResults).find((test) =>
    test.status === "failed"
  )
  // Tests that fail, not tests that do not start.
  if (failed === undefined) throw new Error(`Cannot run ${tests.join(", ")}: ${stdout}${stderr}`)
  return failed.fullName
}

interface Report {
  readonly testResults: ReadonlyArray<{
    readonly assertionResults: ReadonlyArray<{ readonly status: string; readonly fullName: string }>
  }>
}

const count = { passed: 0, failed: 0, skipped: 0 }
const report = ({ name, tests }: Mutation, found: string | undefined) => {
  count[found === undefined ? "failed" : "passed"]++
  console.log(
    `${found === undefined ? "SURVIVED" : "found   "} ${name}\n         ${[...tests, found ?? ""].join(" > ")}`,
  )
}

/** Each statement that a mistake changes has to be refused; a checker stops at the first that it accepts. */
const refuse = async (mistakes: ReadonlyArray<Mutation>) => {
  if (mistakes.length === 0) return
  const right = ties()
  const wrong = mistakes.map((mutation) => {
    const changed = mutated(mutation, ties)
    return Object.entries(changed).filter(([name, statement]) => statement !== right[name])
  })
  const goals = wrong.flatMap((changed) =>
    changed.map(([, statement]) => `Goal ${statement}. Proof. assert_fails reflexivity. Abort.`)
  )
  const text = ["Require Import formula.", ...goals].join("\n")
  const { error, prover } = await prove(development([...topics(), { name: "mistakes", text }], ["ties", "mistakes"]))
  if (error !== undefined) console.error(error)
  mistakes.forEach((mutation, i) =>
    report(mutation, error === undefined && wrong[i].length > 0 ? `${prover}: ${wrong[i].length} ties` : undefined)
  )
}

try {
  copy()
  const [stated, tested] = [
    wanted.filter(({ tests }) => tests.length === 0),
    wanted.filter(({ tests }) => tests.length > 0),
  ]
  await refuse(stated)
  const tests = [...new Set(tested.flatMap(({ tests }) => tests))]
  // Where a tenth is drawn, all tests have just passed.
  const broken = tests.length === 0 || drawn ? undefined : failing(tests)
  if (broken !== undefined) throw new Error(`Cannot mutate: "${broken}" fails as it is`)
  for (const mutation of tested) report(mutation, mutated(mutation, () => failing(mutation.tests)))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(
  `${wanted.length} mutations, ${count.failed} survived, ${((performance.now() - start) / 1000).toFixed(0)} s`,
)
console.log(tally(count))
process.exit(count.failed > 0 ? 1 : 0)
