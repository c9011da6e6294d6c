// `npm run trials`: runs that are killed 20 times, and processes that race 40 times. What came of it is test/trials/results.json.
// `npm run trials -- fleet`: the faults of runs whose pieces workers compute, of which test/trials/fleet.json tells; with words, those
// that have one of them in their name, and the others stay as they were found.
import { readFileSync, writeFileSync } from "node:fs"
import { availableParallelism, cpus } from "node:os"
import { type Faulted, faulted, faults, faultTable, peaceful } from "../test/trials/_fleet.ts"
import { killTrial, straight } from "../test/trials/_kill.ts"
import { isFair, raceRound } from "../test/trials/_race.ts"
import { inScene } from "../test/trials/_scene.ts"

const [, , kind, ...words] = process.argv
const machine = `${cpus()[0]?.model ?? "unknown"}, ${availableParallelism()} threads`
const reach = "docs/reach.md"
const date = new Date().toISOString().slice(0, 10)
const written = (file: string, results: object) =>
  writeFileSync(`test/trials/${file}`, `${JSON.stringify({ date, machine, ...results }, null, 1)}\n`)

const killsAndRaces = async () => {
  const [kills, rounds] = [20, 40]
  const expected = await straight()
  const killed = []
  for (let seed = 0; seed < kills; seed++) {
    const trial = await killTrial(seed, expected)
    killed.push(trial)
    console.log(`kill ${seed}: ${trial.kills.length} kills, ${trial.same ? "the same" : "NOT THE SAME"}`)
  }
  const raced = []
  for (let round = 0; round < rounds; round++) {
    const found = await raceRound()
    raced.push(found)
    console.log(`race ${round}: ${isFair(found) ? "none mixed" : `MIXED ${JSON.stringify(found)}`}`)
  }
  const [same, fair] = [killed.filter(({ same }) => same).length, raced.filter(isFair).length]
  written("results.json", { kills, same, rounds, fair, killed, raced })
  console.log(`${same} of ${kills} killed runs are the same, ${fair} of ${rounds} races are fair`)
  return same === kills && fair === rounds
}

const fleet = async (words: ReadonlyArray<string>) => {
  const expected = await peaceful()
  const { faults: known }: { readonly faults: ReadonlyArray<Faulted> } = JSON.parse(
    readFileSync("test/trials/fleet.json", "utf8"),
  )
  const all = []
  for (const fault of Object.keys(faults)) {
    const before = known.find((one) => one.fault === fault)
    if (words.length > 0 && !words.some((word) => fault.includes(word))) {
      if (before !== undefined) all.push(before)
      continue
    }
    const found = await inScene((scene) => faulted(fault, scene, expected))
    all.push(found)
    console.log(`${found.same ? "the same" : "NOT THE SAME"} in ${found.seconds} s: ${fault}; ${found.seen}`)
  }
  written("fleet.json", { faults: all })
  const page = readFileSync(reach, "utf8")
  writeFileSync(reach, page.replace(/(?<=<!-- faults -->\n).*(?=<!-- \/faults -->)/s, `${faultTable(all)}\n`))
  return all.every(({ same }) => same)
}

if (!(await (kind === "fleet" ? fleet(words) : killsAndRaces()))) process.exitCode = 1
