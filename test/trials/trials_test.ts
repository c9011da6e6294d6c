// Two trials of each kind, drawn by the commit; `npm run trials` does them all.
import { execFileSync } from "node:child_process"
import { expect, it } from "vitest"
import { killTrial, straight } from "./_kill.ts"
import { isFair, raceRound } from "./_race.ts"

/** A number that each commit has its own of, so that over time all kinds of moments are tried. */
const drawn = parseInt(execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).slice(0, 8), 16)

it("a run that is killed and goes on means what one means that was left alone", async () => {
  const expected = await straight()
  for (const seed of [drawn, drawn + 1]) expect(await killTrial(seed, expected)).toMatchObject({ seed, same: true })
}, 180_000)

it("of processes that start at once none mixes with another", async () => {
  for (let round = 0; round < 2; round++) {
    const raced = await raceRound()
    expect(isFair(raced), JSON.stringify(raced)).toBe(true)
  }
}, 180_000)
