// Writes what is proved, packages/trainer/theorem/proved.ts, by running the prover, and the page of all theorems,
// docs/theory.md. `--check` runs no prover: it compares the page, the table of docs/verify.md, and the proofs as they are
// now with those that were checked.
import { proved as kept, settings, standing as standingOf, type Theorem, theorems } from "@rlif/trainer/theorem"
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { development, topics } from "../test/equivalences/_development.ts"
import { proofs } from "../test/equivalences/_prover.ts"
import { finish } from "./_sources.ts"

const list = "packages/trainer/theorem/proved.ts"
const page = "docs/theory.md"
const check = process.argv.includes("--check")
const hash = createHash("sha256").update(development().text).digest("hex")

let proved = kept
if (!check) {
  const { error, theorems: found } = await proofs()
  if (error !== undefined) finish([error], "")
  proved = { hash, theorems: found }
  writeFileSync(
    list,
    `// Written by scripts/theory.ts from what the prover found.

/**
 * The machine-checked theorems by name, as the prover prints them, and the SHA-256 of the proofs that it checked.
 * @stability unstable
 * @since 0.1.0
 */
export const proved: { readonly hash: string; readonly theorems: Readonly<Record<string, string>> } = ${
      JSON.stringify(proved, null, 2)
    }
`,
  )
  spawnSync("deno", ["fmt", "-q", "--config", "deno.json", list], { stdio: "inherit" })
}

const file = (name: string) => topics().find(({ text }) => new RegExp(`^Theorem ${name}\\b`, "m").test(text))?.name
const ordered = theorems.toSorted((a, b) =>
  a.id[0] === b.id[0] ? Number(a.id.slice(1)) - Number(b.id.slice(1)) : a.id < b.id ? -1 : 1
)
const test = (name: string) => `../test/equivalences/${name}_test.ts`
const standing = (theorem: Theorem) => standingOf(theorem, proved.theorems)

const text = `<!-- Written by scripts/theory.ts: npm run theory. -->

# Where internal rewards agree, and where they stop

Training a model on its own confidence can mean rewarding the probability of what it wrote, the low entropy of its
next-token distributions, or their distance from uniform, self-certainty. All of them make the policy more certain, and in
many settings they are the same signal in another dress. They are not always: the agreement holds in expectation, to first
order, for two symbols, for sums rather than means, and ends beyond. Where it ends, two trainings that look alike learn
different things: one saturates when the policy collapses and the other does not, one has a preference for length and the
other has none.

Each theorem below is tested on random cases by the code that trains (\`rlif verify\`), and where it says *proved* the
statement is also checked by Coq on nothing but the classical reals. E are equivalences, N their limits.

What a proof is of stands beside it: \`all V\` is any number of symbols, \`all T\` of tokens a completion, \`all G\` of completions a
group, \`V = 2\` that number and no other. A test holds these words against what the proved statements quantify over. Beside sizes:

${Object.entries(settings).map(([setting, says]) => `- **${setting}**: ${says}.`).join("\n")}

| | what it says | relation | | of |
|---|---|---|---|---|
${
  ordered.map((t) =>
    `| [${t.id}](#${t.id.toLowerCase()}) | ${t.title.replaceAll("|", "\\|")} | ${t.relation} | ${standing(t)} | ${
      t.scope.join(", ")
    } |`
  ).join("\n")
}
${
  ordered.map((t) => `
## ${t.id}

${t.title}

    ${t.formula}

${t.hypotheses.length === 0 ? "" : `Where ${t.hypotheses.join("; ")}. `}Source: ${t.source}. [Test](${test(t.name)}).
${
    t.meaning === undefined ? "" : `
${t.meaning}
`
  }
Proved of: ${t.scope.join(", ")}.
${
    t.proofs.map((name) => `
Proof: [\`${name}\`](../test/equivalences/proofs/${file(name)}.v)
`).join("")
  }${
    t.tested === undefined ? "" : `
Only tested: ${t.tested}
`
  }`).join("")
}`

const problems: Array<string> = []
if (check) {
  if (proved.hash !== hash) problems.push(`${list}:1 the proofs are not those that were checked; run npm run theory`)
  for (const { id, name, proofs } of theorems) {
    const missing = proofs.find((proof) => proved.theorems[proof] === undefined)
    if (missing !== undefined) problems.push(`${list}:1 ${id} says that ${missing} is proved; run npm run theory`)
    if (!existsSync(test(name).slice(3))) problems.push(`packages/trainer/theorem/${name}.ts:1 ${id} has no test`)
  }
  const printed = readFileSync("docs/verify.md", "utf8")
  for (const theorem of ordered) {
    const { id, name, relation } = theorem
    const row = new RegExp(`^${id} +${name} +${relation} +${standing(theorem)} .* held$`, "m")
    if (!row.test(printed)) {
      problems.push(`docs/verify.md:1 the table lacks ${id} as it is; copy what rlif verify prints`)
    }
  }
  if (!existsSync(page) || readFileSync(page, "utf8") !== text) {
    problems.push(`${page}:1 the page is stale; run npm run theory`)
  }
} else writeFileSync(page, text)
finish(problems, `${theorems.length} theorems, ${theorems.filter((t) => standing(t) !== "tested").length} with proofs`)
