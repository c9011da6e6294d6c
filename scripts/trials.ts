// `npm run trials`: runs that are killed 20 times, and processes that race 40 times. What came of it is test/trials/results.json.
import { writeFileSync } from "node:fs"
import { availableParallelism, cpus } from "node:os"
import { killTrial, straight } from "../test/trials/_kill.ts"
import { isFair, raceRound } from "../test/trials/_race.ts"

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
const machine = `${cpus()[0]?.model ?? "unknown"}, ${availableParallelism()} threads`
const results = { date: new Date().toISOString().slice(0, 10), machine, kills, same, rounds, fair, killed, raced }
writeFileSync("test/trials/results.json", `${JSON.stringify(results, null, 1)}\n`)
console.log(`${same} of ${kills} killed runs are the same, ${fair} of ${rounds} races are fair`)
if (same < kills || fair < rounds) process.exitCode = 1
