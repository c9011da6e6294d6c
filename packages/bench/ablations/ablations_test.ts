import * as NodeServices from "@effect/platform-node/NodeServices"
import { layer } from "@rlif/core/runtime/providers/cpu"
import { Effect, Layer } from "effect"
import { describe, expect, it, vi } from "vitest"
import { basePolicy, groupRequest } from "./_model.ts"
import { type Comparison, smallest, type Work } from "./ablation.ts"
import { ablations } from "./ablations.ts"
import { measure } from "./measure.ts"
import { heading, report } from "./report.ts"

describe("an ablation", () => {
  it.each(ablations.map((ablation) => [ablation.name, ablation] as const))(
    "%s compares ways that compute the same",
    async (_, { prepare }) => {
      const works = await Effect.gen(function* () {
        const comparisons = yield* prepare(smallest)
        const works: Array<Work> = []
        for (const comparison of comparisons) {
          for (const way of comparison.ways) works.push(yield* way.run)
          // Dies where two ways disagree.
          expect(yield* measure(comparison, { rounds: 1 })).toHaveLength(comparison.ways.length)
        }
        return works
      }).pipe(Effect.scoped, Effect.provide(Layer.merge(layer, NodeServices.layer)), Effect.runPromise)
      expect(works.length).toBeGreaterThan(1)
      for (const { count } of works) expect(count).toBeGreaterThan(0)
    },
  )
})

describe("the smallest size", () => {
  it("has ragged completions, without which padding and staying cost nothing", async () => {
    const groups = await Effect.flatMap(basePolicy, ({ sample }) => sample(groupRequest(smallest))).pipe(
      Effect.scoped,
      Effect.provide(Layer.merge(layer, NodeServices.layer)),
      Effect.runPromise,
    )
    const lengths = groups.flat().map(({ tokens }) => tokens.length)
    expect(lengths).toHaveLength(6)
    expect(Math.min(...lengths)).toBeLessThan(Math.max(...lengths) - 5)
    expect(groups.flat().some(({ finish }) => finish === "stop")).toBe(true)
  })
})

describe("measure", () => {
  const comparison = (...results: ReadonlyArray<ReadonlyArray<number>>): Comparison => {
    const [first, ...others] = results.map((result, i) => ({
      name: `way ${i}`,
      run: Effect.succeed({ count: 2000, result }),
    }))
    return { name: "numbers", unit: "tokens", ways: [first, ...others], tolerance: 1e-3 }
  }
  const run = (comparison: Comparison) => Effect.runPromise(measure(comparison, { rounds: 2 }))

  it("refuses ways that differ", async () => {
    await expect(run(comparison([1, 2], [1, 2.0001]))).resolves.toHaveLength(2)
    await expect(run(comparison([1, 2], [1, 2.01]))).rejects.toThrow(
      'Cannot compare "numbers": "way 1" and "way 0" differ in number 1: 2.01 and 2',
    )
    await expect(run(comparison([1, 2], [1]))).rejects.toThrow("differ in how much they computed")
    await expect(run(comparison([NaN], [NaN]))).rejects.toThrow("differ in number 0")
  })

  it("compares each way with the first of its round, until its time is spent", async () => {
    let clock = 0
    const now = vi.spyOn(performance, "now").mockImplementation(() => clock)
    const usage = vi.spyOn(process, "cpuUsage").mockImplementation((before = { user: 0, system: 0 }) => ({
      user: 2000 * clock - before.user,
      system: 0,
    }))
    const way = (name: string, ms: number) => ({
      name,
      run: Effect.sync(() => ((clock += ms), { count: 1000, result: [] })),
    })
    try {
      const slow: Comparison = {
        name: "clock",
        unit: "tokens",
        ways: [way("slow", 300), way("fast", 100)],
        tolerance: 0,
      }
      const measured = await Effect.runPromise(measure(slow, { rounds: 9, processorSeconds: 3 }))
      // 0.4 s to warm up, then four rounds of 0.4 on two processors: the fifth would begin too late.
      expect(clock).toBe(5 * 400)
      expect(measured[1].ratio).toBeCloseTo(3)
      expect(measured[1].processorRatio).toBeCloseTo(3)
      expect(measured[1].perSecond).toBeCloseTo(10_000)
      expect(`${heading}\n${report(slow, measured)}`).toContain(
        "|  | fast | 0.1000 | 10.0k tokens | 3.00x | 0.2000 | 3.00x |",
      )
    } finally {
      now.mockRestore()
      usage.mockRestore()
    }
  })
})
