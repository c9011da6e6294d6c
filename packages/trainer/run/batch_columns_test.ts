import { lastNumber } from "@rlif/rewards/answer/last-number"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { centered } from "../advantage/centered.ts"
import { standardized } from "../advantage/standardized.ts"
import { weighted } from "../testing/steps.ts"
import { batchColumns, columnNames } from "./batch_columns.ts"
import { batchMetrics } from "./metrics.ts"

/** The batch of `testing`, with these texts, by group. */
const saying = (...texts: ReadonlyArray<ReadonlyArray<string>>) =>
  texts.map((some, g) => ({
    ...weighted[g],
    group: { ...weighted[g].group, rollouts: some.map((text, i) => ({ ...weighted[g].group.rollouts[i % 2], text })) },
  }))
const options = { answers: { answer: lastNumber }, advantage: centered }
const of = (names: ReadonlyArray<string>, batch = weighted) => Effect.runSync(batchColumns(names, options)(batch))

describe("batchColumns", () => {
  it("says how many completions agree, and how many answers there are", () => {
    const batch = saying(["4", "so 4", "5", "hm"], ["1", "2", "3", "3"])
    expect(of(["answers/agreement", "answers/distinct"], batch)).toEqual({
      "answers/agreement": 0.5,
      "answers/distinct": 2.5,
    })
    const mute = saying(["hm", "well"], ["1", "1"])
    expect(of(["answers/agreement", "answers/distinct"], mute)).toEqual({
      "answers/agreement": 0.5,
      "answers/distinct": 0.5,
    })
  })

  it("says how much of completions is said again", () => {
    const [first] = weighted
    const looping = { ...first.group.rollouts[0], tokens: Int32Array.of(1, 1, 1, 1, 1, 1) }
    const batch = [{ ...first, group: { ...first.group, rollouts: [looping, first.group.rollouts[1]] } }]
    // Three 4-grams, of which one is new; and one.
    expect(of(["completions/repetition"], batch)["completions/repetition"]).toBeCloseTo(1 / 3, 12)
  })

  it("says how far advantages are from those of the trajectory mean", () => {
    const from = (...advantages: ReadonlyArray<ReadonlyArray<number>>) =>
      of(["advantages/apart"], weighted.map((group, g) => ({ ...group, advantages: Float64Array.from(advantages[g]) })))
    // The trajectory means are (-2, -4) and (-1, -5).
    expect(from([1, -1], [2, -2])).toEqual({ "advantages/apart": 0 })
    expect(from([-1, 1], [-2, 2])).toEqual({ "advantages/apart": 2 })
    expect(from([1, -1], [-2, 2])["advantages/apart"]).toBeCloseTo(Math.sqrt(32 / 10), 12)
    expect(from([0, 0], [0, 0])).toEqual({})
    const all = weighted.map((group) => ({ ...group, advantages: Float64Array.of(1, -1) }))
    const standard = batchColumns(["advantages/apart"], { ...options, advantage: standardized({ eps: 0 }) })(all)
    expect(Effect.runSync(standard)["advantages/apart"]).toBeCloseTo(1 - Math.SQRT1_2, 12)
  })

  it("computes what it is asked for and nothing else, under names that no other metric has", () => {
    expect(of([])).toEqual({})
    for (const name of columnNames) expect(Object.keys(of([name, "entropy"]))).toEqual([name])
    expect(Object.keys(of(columnNames)).filter((name) => name in batchMetrics(weighted))).toEqual([])
  })
})
