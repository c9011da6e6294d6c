import { describe, expect, it } from "vitest"
import type { Experiment } from "./experiment.ts"
import type { Row } from "./run.ts"
import { experiments, full } from "./scale.ts"
import { against, at, minus, over, peak, type Results, summarize } from "./summary.ts"

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
  })
  it("compares runs with controls of the same seed, and leaves out seeds of which one is missing", () => {
    const value = ({ objective, seed }: Experiment) =>
      objective === "random" ? (seed === 202 ? undefined : run(seed)) : seed === 204 ? undefined : run(seed + 0.5)
    const { mean, least, most, seeds } = against(results(value), [runs, controls], at("accuracy"))
    expect([mean, least, most, seeds]).toEqual([0.5, 0.5, 0.5, 3])
  })

  it("is of no seed where nothing is done", () =>
    expect(against(results(() => undefined), [runs, controls], at("accuracy")).seeds).toBe(0))
})

it("summarizes by mean, extremes and an interval within them", () => {
  const { mean, least, most, low, high, seeds } = summarize([1, 2, 6])
  expect([mean, least, most, seeds]).toEqual([3, 1, 6, 3])
  expect(low).toBeGreaterThanOrEqual(least)
  expect(high).toBeLessThanOrEqual(most)
})
