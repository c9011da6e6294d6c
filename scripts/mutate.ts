// Makes mistakes on purpose, one at a time, in a copy of the sources, and checks that each is found: in a formula by the
// prover, which sees all of them in one run, and in what scores and trains by the tests that the mutation names. Exits 1
// where one survives.
import { spawnSync } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { development, topics } from "../test/equivalences/_development.ts"
import { prove } from "../test/equivalences/_prover.ts"
import { formulas, kernelMutations, type Mutation } from "./_mutations.ts"

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

const passes = (tests: ReadonlyArray<string>) => {
  const vitest = ["node_modules/vitest/vitest.mjs", "run", ...tests, ...properties]
  const { status, stdout, stderr } = run(process.execPath, vitest)
  // Tests that fail, not tests that do not start.
  const failed = /Tests .*?(\d+) failed/.exec(stdout)
  if (status !== 0 && failed === null) throw new Error(`Cannot run ${tests.join(", ")}: ${stdout}${stderr}`)
  return failed === null ? undefined : `${failed[1]} tests fail`
}

const rows: Array<readonly [Mutation, string | undefined]> = []
const report = (mutation: Mutation, found: string | undefined) => {
  rows.push([mutation, found])
  const { file, from, to } = mutation
  console.log(
    `${found ?? "SURVIVED"}`.padEnd(18),
    file.replace("packages/", "").padEnd(40),
    `${from}  ->  ${to}`.replaceAll(/\s+/g, " "),
  )
}

try {
  copy()
  const right = ties()
  const wrong = formulas.map((mutation) => {
    const changed = mutated(mutation, ties)
    return Object.entries(changed).filter(([name, statement]) => statement !== right[name])
  })
  // Each statement that a mistake changes has to be refused; a checker stops at the first that it accepts.
  const goals = wrong.flatMap((changed) =>
    changed.map(([, statement]) => `Goal ${statement}. Proof. Fail reflexivity. Abort.`)
  )
  const text = ["Require Import formula.", ...goals].join("\n")
  const { error, prover } = await prove(development([...topics(), { name: "mistakes", text }], ["ties", "mistakes"]))
  if (error !== undefined) console.error(error)
  formulas.forEach((mutation, i) =>
    report(mutation, error === undefined && wrong[i].length > 0 ? `${prover}: ${wrong[i].length} ties` : undefined)
  )

  const tests = [...new Set(kernelMutations.flatMap(({ tests }) => tests))]
  if (passes(tests) !== undefined) throw new Error(`Cannot mutate: ${tests.join(", ")} fail as they are`)
  for (const mutation of kernelMutations) report(mutation, mutated(mutation, () => passes(mutation.tests)))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const survived = rows.filter(([, found]) => found === undefined).length
const seconds = ((performance.now() - start) / 1000).toFixed(0)
console.log(`${rows.length} mutations, ${survived} survived, ${seconds} s`)
process.exit(survived > 0 ? 1 : 0)
