// Checks the proofs and prints what each theorem says: `node test/equivalences/prove.ts [topic ...]` checks only those
// files of proofs/ and what they need.
import { development, topics } from "./_development.ts"
import { prove } from "./_prover.ts"

const asked = process.argv.slice(2)
const start = performance.now()
const { error, theorems, axioms, prover } = await prove(development(topics(), asked.length > 0 ? asked : undefined))
for (const [name, statement] of Object.entries(theorems)) console.log(`${name}: ${statement}`)
const seconds = ((performance.now() - start) / 1000).toFixed(1)
console.log(error ?? `${Object.keys(theorems).length} theorems on ${axioms.join(", ")}; ${prover}, ${seconds} s`)
process.exit(error === undefined ? 0 : 1)
