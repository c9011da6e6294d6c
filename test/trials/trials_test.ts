// Two trials of each kind, drawn by the commit; `npm run trials` does them all.
import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { commit } from "../../scripts/_commit.ts"
import { killTrial, straight } from "./_kill.ts"
import { missing, programs } from "../../packages/trainer/testing/postgres.ts"
import { type Faulted, faulted, faults, faultTable, peaceful } from "./_fleet.ts"
import { isFair, raceRound } from "./_race.ts"
import { inScene } from "./_scene.ts"

it("a run that is killed and goes on means what one means that was left alone", async () => {
  const expected = await straight()
  // Over time all kinds of moments are tried.
  for (const seed of [commit(), commit() + 1]) {
    expect(await killTrial(seed, expected)).toMatchObject({ seed, same: true })
  }
}, 180_000)

it("of processes that start at once none mixes with another", async () => {
  for (let round = 0; round < 2; round++) {
    const raced = await raceRound()
    expect(isFair(raced), JSON.stringify(raced)).toBe(true)
  }
}, 180_000)

it("a run that workers compute means what one means that one process computed in peace", async (context) => {
  if (programs === undefined) context.skip(missing)
  const names = Object.keys(faults)
  const expected = await peaceful()
  for (const i of [commit(), commit() + 1]) {
    const fault = names[i % names.length]!
    expect(await inScene((scene) => faulted(fault, scene, expected))).toMatchObject({ fault, same: true })
  }
}, 300_000)

it("the page has the table of all faults, as the last trials found them", () => {
  const { faults: all }: { readonly faults: ReadonlyArray<Faulted> } = JSON.parse(
    readFileSync("test/trials/fleet.json", "utf8"),
  )
  expect(all.map(({ fault }) => fault)).toEqual(Object.keys(faults))
  expect(all.every(({ same }) => same)).toBe(true)
  expect(readFileSync("docs/reach.md", "utf8")).toContain(`<!-- faults -->\n${faultTable(all)}\n<!-- /faults -->`)
})
