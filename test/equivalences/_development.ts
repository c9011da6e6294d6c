// All proofs as one Coq file: proofs/*.v, each a module, in the order in which they need each other, and the ties.
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { tiesFile } from "./_ties.ts"

const folder = fileURLToPath(new URL("proofs/", import.meta.url))

/** A Coq file of its own, or a generated one. */
export interface Topic {
  readonly name: string
  readonly text: string
}

/** What a checker is given, and where each of its lines comes from. */
export interface Development {
  readonly text: string
  /** The names of all theorems, in order. */
  readonly theorems: ReadonlyArray<string>
  /** What theorems may speak of: `topic.name` of all definitions, in order. */
  readonly definitions: ReadonlyArray<string>
  /** `proofs/entropy.v:12`, of a line of `text` counted from 1. */
  readonly origin: (line: number) => string
}

/** Every file of proofs/ and the generated ties. */
export const topics = (): ReadonlyArray<Topic> => [
  ...readdirSync(folder).filter((file) => file.endsWith(".v")).toSorted().map((file) => ({
    name: file.slice(0, -2),
    text: readFileSync(folder + file, "utf8"),
  })),
  { name: "ties", text: tiesFile() },
]

const requires = /^Require Import ([a-z0-9_ ]+)\.$/gm
const needs = ({ text }: Topic) => [...text.matchAll(requires)].flatMap(([, names]) => names.split(" "))

/** The topics that are asked for and those that they need, each after what it needs. */
const ordered = (all: ReadonlyArray<Topic>, asked: ReadonlyArray<string>): ReadonlyArray<Topic> => {
  const done = new Map<string, Topic>()
  const add = (name: string, by: string) => {
    if (done.has(name)) return
    const topic = all.find((topic) => topic.name === name)
    if (topic === undefined) throw new Error(`Cannot prove ${by}: there is no proofs/${name}.v`)
    needs(topic).forEach((need) => add(need, name))
    done.set(name, topic)
  }
  asked.forEach((name) => add(name, "it"))
  return [...done.values()]
}

const code = (text: string) => text.replaceAll(/\(\*[\s\S]*?\*\)/g, "")

/** What would let something pass without a proof. */
const shortcuts =
  /\b(Admitted|admit|give_up|Axioms?|Parameters?|Conjectures?|Primitive|bypass_check|native_compute|Unset (?:Guard|Positivity|Universe) Checking)\b/

/** A message that marks where an answer begins. */
const says = (text: string) => `Goal True. idtac "@@ ${text}". Abort.`

/** Fails on a shortcut, on a theorem that is named twice and on a topic that does not exist. */
export const development = (
  all: ReadonlyArray<Topic> = topics(),
  asked: ReadonlyArray<string> = all.map(({ name }) => name),
): Development => {
  const lines = ["Require Import Reals Lra Lia List.", "Set Printing Width 100000."]
  const origins = ["the first line", "the second line"]
  const theorems: Array<string> = []
  const definitions: Array<string> = []
  for (const { name, text } of ordered(all, asked)) {
    const shortcut = shortcuts.exec(code(text))
    if (shortcut) throw new Error(`Cannot prove ${name}: proofs/${name}.v says ${shortcut[0]}`)
    theorems.push(...[...code(text).matchAll(/^Theorem (\w+)/gm)].map(([, theorem]) => `${name}.${theorem}`))
    const defined = /^ *(?:Definition|Fixpoint|Inductive|Record) (\w+)/gm
    definitions.push(...[...code(text).matchAll(defined)].map(([, definition]) => `${name}.${definition}`))
    // The module begins and ends on the first and the last line of the file, so that lines keep their numbers.
    const body = text.trimEnd()
      .replaceAll(/^Require Export .*$/gm, "")
      .replaceAll(requires, "Import $1.")
      .split("\n")
    body[0] = `Module ${name}. ${body[0]}`
    body[body.length - 1] += ` End ${name}.`
    body.forEach((line, i) => {
      lines.push(line)
      origins.push(`proofs/${name}.v:${i + 1}`)
    })
  }
  const names = theorems.map((theorem) => theorem.split(".")[1])
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice) throw new Error(`Cannot prove ${twice}: two theorems have this name`)
  lines.push("Import formula.", ...theorems.map((theorem) => `${says(theorem)} Check ${theorem}.`))
  lines.push(...definitions.map((definition) => `${says(definition)} Print ${definition}.`))
  // Looking for axioms takes long in the standard library, and no longer for all theorems at once. Each is a `let`: the
  // type of one conjunction of all would be written out at each of its depths.
  lines.push(`Definition every_theorem : True := ${theorems.map((theorem) => `let _ := ${theorem} in`).join(" ")} I.`)
  lines.push(`${says("axioms")} Print Assumptions every_theorem.`, says("end"))
  return {
    text: lines.join("\n") + "\n",
    theorems: names,
    definitions,
    origin: (line) => origins[line - 1] ?? `line ${line}`,
  }
}
