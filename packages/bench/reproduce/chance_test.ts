// What the report says about chance, measured on numbers that mean nothing: its claims must not be better than these.
import { random } from "@rlif/core/random/seed"
import { describe, expect, it } from "vitest"
import type { Row } from "./run.ts"
import { experiments, full } from "./scale.ts"
import { against, over, rise, summarize } from "./summary.ts"

const trials = 4000
const share = (of: (trial: number) => boolean) =>
  Array.from({ length: trials }, (_, i) => of(i)).filter(Boolean).length / trials
/** Four standard errors of a share. */
const near = (p: number) => 4 * Math.sqrt(p * (1 - p) / trials)
const none = { answer: [], completion: [] }

describe("five seeds", () => {
  const { normal } = random(11)
  const five = () => Array.from({ length: 5 }, () => normal())
  const rows = (): ReadonlyArray<Row> =>
    Array.from({ length: 11 }, (_, i) => ({ step: 10 * i, metrics: { accuracy: normal() }, bins: none }))

  it("have an interval that covers the truth 83% of the time, not 95%", () => {
    const covered = share(() => {
      const { low, high } = summarize(five())
      return low <= 0 && 0 <= high
    })
    expect(Math.abs(covered - 0.83)).toBeLessThan(near(0.83))
  })

  it("are all on one given side once in 32 times", () =>
    expect(Math.abs(share(() => summarize(five()).least > 0) - 1 / 32)).toBeLessThan(near(1 / 32)))

  it("all rise about once in 17 times, where the others choose the update", () => {
    const risen = share(() => over(Array.from({ length: 5 }, rows), rise("accuracy")).least > 0)
    expect(Math.abs(risen - 1 / 17)).toBeLessThan(near(1 / 17))
  })

  it("all rise more than other runs in 6% of cases, though neither is better", () => {
    const scale = { ...full, seeds: [1, 2, 3, 4, 5] }
    const runs = [experiments(scale, { objectives: ["random"] }), experiments(scale, { objectives: ["shuffled"] })]
    const risen = share(() =>
      against(
        { scale, rows, parting: () => undefined, recipe: () => undefined, watch: () => undefined },
        runs,
        rise("accuracy"),
      ).least > 0
    )
    expect(Math.abs(risen - 0.06)).toBeLessThan(near(0.06))
  })
})

it("three seeds have their range for an interval, which covers the truth 75% of the time", () => {
  const { normal } = random(12)
  const covered = share(() => {
    const { low, high, least, most } = summarize([normal(), normal(), normal()])
    expect([low, high]).toEqual([expect.closeTo(least, 12), expect.closeTo(most, 12)])
    return low <= 0 && 0 <= high
  })
  expect(Math.abs(covered - 0.75)).toBeLessThan(near(0.75))
})
