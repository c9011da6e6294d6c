import { describe, expect, it } from "vitest"
import type { Experiment } from "./experiment.ts"
import type { Row } from "./run.ts"
import { experiments, full } from "./scale.ts"
import { against, at, bestAgainst, change, minus, over, peak, type Results, rise, summarize, times } from "./summary.ts"

const none = { answer: [], completion: [] }
const run = (...accuracies: ReadonlyArray<number>): ReadonlyArray<Row> =>
  accuracies.map((accuracy, i) => ({ step: 10 * i, metrics: { accuracy }, bins: none }))

describe("measures", () => {
  it("are taken before training, after so many updates, and at the end", () => {
    const rows = run(0.1, 0.5, 0.3)
    expect([at("accuracy", 0), at("accuracy", 10), at("accuracy")].map((measure) => measure(rows, []))).toEqual([
      0.1,
      0.5,
      0.3,
    ])
    expect(minus(at("accuracy"), at("accuracy", 0))(rows, [])).toBeCloseTo(0.2)
    expect(change("accuracy")(rows, [])).toBeCloseTo(0.2)
    expect(times(0.5, change("accuracy"))(rows, [])).toBeCloseTo(0.1)
    expect(() => at("accuracy", 15)(rows, [])).toThrow('Cannot measure "accuracy": there is no row of step 15')
  })

  it("see a fall at once as a rise below 0, wherever the others have their peak", () => {
    const falling = [run(0.5, 0.4, 0.3), run(0.6, 0.5, 0.2), run(0.5, 0.3, 0.1)]
    expect(over(falling, rise("accuracy")).most).toBeLessThan(0)
    expect(over(falling, peak("accuracy")).mean).toBeCloseTo(1.6 / 3)
  })

  it("read a peak off where the other seeds have theirs", () => {
    const lucky = run(0.1, 0.2, 0.9)
    const others = [run(0.1, 0.6, 0.2), run(0.1, 0.5, 0.3)]
    expect(peak("accuracy")(lucky, others)).toBe(0.2)
    expect(peak("accuracy")(lucky, [])).toBe(0.9)
    // Each seed by the others: the lucky one decides for nobody but the two that it outweighs.
    expect(over([lucky, ...others], peak("accuracy")).mean).toBeCloseTo((0.2 + 0.2 + 0.3) / 3)
  })
})

describe("against", () => {
  const [runs, controls] = [
    experiments(full, { objectives: ["self-certainty"] }),
    experiments(full, { objectives: ["random"] }),
  ]
  const results = (found: (experiment: Experiment) => ReadonlyArray<Row> | undefined): Results => ({
    scale: full,
    rows: found,
    parting: () => undefined,
    recipe: () => undefined,
    watch: () => undefined,
  })
  it("compares runs with controls of the same seed, and leaves out seeds of which one is missing", () => {
    const value = ({ objective, seed }: Experiment) =>
      objective === "random" ? (seed === 202 ? undefined : run(seed)) : seed === 204 ? undefined : run(seed + 0.5)
    const { mean, least, most, seeds } = against(results(value), [runs, controls], at("accuracy"))
    expect([mean, least, most, seeds]).toEqual([0.5, 0.5, 0.5, 3])
  })

  it("may measure the control otherwise", () => {
    const value = ({ objective }: Experiment) => objective === "random" ? run(3) : run(5)
    const half = [at("accuracy"), times(0.5, at("accuracy"))] as const
    expect(against(results(value), [runs, controls], half).mean).toBe(3.5)
  })

  it("may look for the update at which runs come off best, each seed by itself", () => {
    // 202 is above at the second update, all others below at both.
    const value = ({ objective, seed }: Experiment) =>
      objective === "random" ? run(0.4, 0.6, 0.8) : run(0.4, 0.5, seed === 202 ? 0.9 : 0.6)
    const best = bestAgainst(results(value), [runs, controls], { metric: "accuracy", steps: [10, 20] })
    expect(best.most).toBeCloseTo(0.1)
    expect(best.least).toBeCloseTo(-0.1)
    expect(best.mean).toBeCloseTo((0.1 - 4 * 0.1) / 5)
  })

  it("is of no seed where nothing is done", () =>
    expect(against(results(() => undefined), [runs, controls], at("accuracy")).seeds).toBe(0))
})

it("leaves out what is no number", () => expect(summarize([1, NaN, 3])).toMatchObject({ mean: 2, seeds: 2 }))

it("summarizes by mean, extremes and an interval within them", () => {
  const { mean, least, most, low, high, seeds } = summarize([1, 2, 6])
  expect([mean, least, most, seeds]).toEqual([3, 1, 6, 3])
  expect(low).toBeGreaterThanOrEqual(least)
  expect(high).toBeLessThanOrEqual(most)
})
