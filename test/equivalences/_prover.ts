// One run of a proof checker for all theorems: `coqc` where it is on the PATH, else jscoq, the same program compiled to
// JavaScript. RLIF_PROVER=coqc or jscoq chooses; RLIF_TOPICS="uniform affine" leaves out the other files of proofs/. What
// it found is kept in .cache/proofs, by the hash of what it was given.
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { type Development, development, topics } from "./_development.ts"

/** What a run found: each theorem's statement, as the checker prints it, and the axioms of all; or why there are none. */
export interface Proofs {
  readonly prover: "coqc" | "jscoq"
  readonly error?: string
  readonly theorems: Readonly<Record<string, string>>
  /** What each definition is, by `topic.name`, as the checker prints it. */
  readonly definitions: Readonly<Record<string, string>>
  readonly axioms: ReadonlyArray<string>
}

const root = fileURLToPath(new URL("../..", import.meta.url))
const cache = join(root, ".cache", "proofs")

const onPath = (program: string) =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)))

const prover = (): Proofs["prover"] => {
  const chosen = process.env.RLIF_PROVER
  if (chosen === "coqc" || chosen === "jscoq") return chosen
  if (chosen) throw new Error(`Cannot prove: RLIF_PROVER is "${chosen}"; it may be coqc or jscoq`)
  return onPath("coqc") ? "coqc" : "jscoq"
}

/** Runs a checker on a development, whatever is in the cache. */
export const prove = async (given: Development, by: Proofs["prover"] = prover()): Promise<Proofs> => {
  const folder = mkdtempSync(join(tmpdir(), "rlif-proofs-"))
  try {
    const file = join(folder, "proofs.v")
    writeFileSync(file, given.text)
    const [command, args] = by === "coqc"
      ? ["coqc", ["-q", file]] as const
      : [process.execPath, [jscoq(), join(folder, "library"), "run", "-l", file]] as const
    const { status, output } = await run(command, args, join(folder, "output"))
    return read(output, { given, by, status })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const jscoq = () => {
  try {
    createRequire(import.meta.url).resolve("jscoq/package.json")
  } catch {
    throw new Error("Cannot prove: there is neither coqc on the PATH nor jscoq in node_modules")
  }
  return fileURLToPath(new URL("_jscoq.cjs", import.meta.url))
}

// Into a file and not a pipe: jscoq exits without waiting for a pipe to take what it printed.
const run = (command: string, args: ReadonlyArray<string>, log: string) =>
  new Promise<{ readonly status: number; readonly output: string }>((resolve, reject) => {
    const out = openSync(log, "w")
    const child = spawn(command, args, { stdio: ["ignore", out, out], cwd: dirname(log) })
    child.on("error", (error) => reject(new Error(`Cannot prove: ${command} does not start (${error.message})`)))
    child.on("close", (status) => {
      closeSync(out)
      resolve({ status: status ?? 1, output: readFileSync(log, "utf8") })
    })
  })

const read = (
  output: string,
  { given, by, status }: { readonly given: Development; readonly by: Proofs["prover"]; readonly status: number },
): Proofs => {
  const answers = output.replaceAll(/^-{60}$|^\[Warning\] .*$|^\[(?:Notice|Info)\] /gm, "").split(/^@@ /m).slice(1)
  if (status !== 0 || answers.at(-1)?.trim() !== "end") {
    const line = /(?:line |proofs\.v:)(\d+)/.exec(output)
    const message = output.slice(/Error:|\[Exception\]/.exec(output)?.index ?? 0).trim().slice(0, 2000)
    const error = `Cannot prove ${line ? given.origin(Number(line[1])) : "the theorems"}: ${message}`
    return { prover: by, error, theorems: {}, definitions: {}, axioms: [] }
  }
  const all = answers.slice(0, -2)
  const theorems = Object.fromEntries(all.slice(0, given.theorems.length).map(statement))
  const definitions = Object.fromEntries(all.slice(given.theorems.length).map(definition))
  // `Closed under the global context`, or `Axioms:` and `axiom : type` of each.
  const axioms = [...answers.at(-2)!.matchAll(/^ *([\w.]+)\s+:/gm)].map(([, axiom]) => axiom).toSorted()
  return { prover: by, theorems, definitions, axioms }
}

/** `topic.name` and what was asked of it, `topic.name : statement`. */
const statement = (answer: string): readonly [name: string, statement: string] => {
  const [, name, text] = /^\w+\.(\w+)\s+[\w.]+\s+:\s+([\s\S]*)$/.exec(answer) ?? []
  if (name === undefined) throw new Error(`Cannot read what the prover says: ${answer}`)
  return [name, text.replaceAll(/\s+/g, " ").trim()]
}

/** `topic.name` and what was printed of it, without what Coq says of its arguments. */
const definition = (answer: string): readonly [name: string, text: string] => {
  const [, name, text] = /^([\w.]+)\s+([\s\S]*)$/.exec(answer) ?? []
  if (name === undefined) throw new Error(`Cannot read what the prover says: ${answer}`)
  return [name, text.replace(/\n\s*Arguments [\s\S]*$/, "").replaceAll(/\s+/g, " ").trim()]
}

const alive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** What the checker finds of all proofs; the first of several processes that ask runs it and the others wait. */
export const proofs = async (): Promise<Proofs> => {
  const given = development(topics(), process.env.RLIF_TOPICS?.split(" "))
  const by = prover()
  const hash = createHash("sha256").update(by).update(readFileSync(new URL(import.meta.url))).update(given.text)
  const kept = join(cache, `${hash.digest("hex").slice(0, 16)}.json`)
  const lock = `${kept}.lock`
  mkdirSync(cache, { recursive: true })
  for (;;) {
    if (existsSync(kept)) return JSON.parse(readFileSync(kept, "utf8"))
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" })
    } catch {
      const owner = existsSync(lock) ? Number(readFileSync(lock, "utf8")) : 0
      if (owner > 0 && !alive(owner)) rmSync(lock, { force: true })
      await setTimeout(100)
      continue
    }
    try {
      const found = await prove(given, by)
      writeFileSync(`${kept}.new`, JSON.stringify(found, null, 2))
      renameSync(`${kept}.new`, kept)
      return found
    } finally {
      rmSync(lock, { force: true })
    }
  }
}
