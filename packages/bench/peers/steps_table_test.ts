import { expect, it } from "vitest"
import type { Answer } from "./answer.ts"
import type { Peer } from "./peer.ts"
import type { Outcome } from "./rounds.ts"
import { stepsTable } from "./steps_table.ts"

const peerOf = (name: string): Peer => ({ name, threads: 2, command: "", args: [], install: "" })

const answer = (sample: number, update: number): Answer => ({
  times: { sample: { wall: sample, cpu: 2 * sample }, update: { wall: update, cpu: 2 * update } },
  tokens: 1,
  peak: 3 * 2 ** 20,
})

it("has medians, ratios within a round, and the share of the roofline", () => {
  const outcomes: ReadonlyArray<Outcome> = [
    { peer: peerOf("ours"), about: "", answers: [answer(1, 1), answer(2, 2), answer(4, 4)] },
    // Twice as long in two rounds of three, whatever slowed both.
    { peer: peerOf("theirs"), about: "", answers: [answer(2, 2), answer(4, 4), answer(40, 4)] },
    { peer: peerOf("nobody's"), absent: "missing (no torch): apt-get install it" },
  ]
  const { title, headers, rows } = stepsTable({
    preset: "tiny",
    outcomes,
    roofs: {},
    bounds: { 2: { sample: 1, update: 0.5 } },
  })
  expect(title).toContain("32 prompts of 16 x 8 completions of 48 tokens, 12288 in all")
  expect(rows).toEqual([
    ["ours", "4.00 (8.00)", "", "2.00 (4.00)", "", "2.00 (4.00)", "", "50%, 25%", "3"],
    [
      "theirs",
      "8.00 (16.00)",
      "2.00 (2.00)",
      "4.00 (8.00)",
      "2.00 (2.00)",
      "4.00 (8.00)",
      "2.00 (2.00)",
      "25%, 13%",
      "3",
    ],
    ["nobody's", "missing (no torch): apt-get install it", "", "", "", "", "", "", ""],
  ])
  for (const row of rows) expect(row).toHaveLength(headers.length)
})
