// A run that is killed without warning, wherever it is, and goes on until it ends means what a run means that was left alone.
import { random, seed as mix } from "@rlif/core/random/seed"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { meaning } from "../../packages/trainer/testing/meaning.ts"
import { newPlace, small, start, until } from "./_runs.ts"

type Meaning = ReturnType<typeof meaning>

/** What came of a trial: at how many updates the run was killed each time. */
export interface Killed {
  readonly seed: number
  readonly kills: ReadonlyArray<{ readonly milliseconds: number; readonly resumed: boolean }>
  readonly same: boolean
}

/** What the run means that is left alone. */
export const straight = async (): Promise<Meaning> => {
  const place = newPlace()
  const { code, stderr } = await start(place, ...small, "--out", "run").ended
  if (code !== 0) throw new Error(`The run that was left alone failed: ${stderr}`)
  return meaning(join(place, "run"))
}

/** Kills a run up to four times, each a random while after its folder is there, and lets it end. */
export const killTrial = async (seed: number, expected: Meaning): Promise<Killed> => {
  const { integer } = random(mix(seed, "kill"))
  const place = newPlace()
  const run = join(place, "run")
  const kills: Array<Killed["kills"][number]> = []
  const count = 1 + integer(4)
  for (let i = 0; i < count; i++) {
    const resumed = existsSync(join(run, "config.json"))
    const { child, ended } = resumed ? start(place, "--resume", "run") : start(place, ...small, "--out", "run")
    // A run that goes on has all of its files from the first moment.
    if (!resumed) await until(child, () => existsSync(join(run, "config.json")))
    const milliseconds = integer(resumed ? 2500 : 1200)
    await sleep(milliseconds)
    child.kill("SIGKILL")
    const { code, stderr } = await ended
    if (code !== null && code !== 0) throw new Error(`Trial ${seed} failed before it was killed: ${stderr}`)
    kills.push({ milliseconds, resumed })
  }
  const last = existsSync(join(run, "config.json"))
    ? await start(place, "--resume", "run").ended
    : await start(place, ...small, "--out", "run").ended
  if (last.code !== 0) throw new Error(`Trial ${seed} did not go on: ${last.stderr}`)
  return { seed, kills, same: JSON.stringify(meaning(run)) === JSON.stringify(expected) }
}
