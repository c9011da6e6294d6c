import { clock, fewLabels, opaque } from "@rlif/trainer/guard"
import { describe, expect, it } from "vitest"
import { type Cell, cells, runs, watching } from "./cell.ts"
import { course } from "./course.ts"
import { groups } from "./group.ts"
import { rules } from "./rule.ts"
import { bestOf, gainOf, keptBy, scoredAt } from "./stopped.ts"
import type { Watch } from "./watch.ts"

const cell = { ...cells[0], seed: 1 }
const watch = (
  entropies: ReadonlyArray<number>,
  accuracies: ReadonlyArray<string> = ["0000", "4444"],
  labelled: readonly [right: string, before: string] = ["", ""],
): Watch => ({
  likeliest: "",
  updates: entropies.map((entropy, i) => ({
    step: i + 1,
    columns: { reward: 1, entropy, "completions/mean_length": 20, "answers/agreement": 0.5, "advantages/apart": 0.1 },
    right: labelled[0],
    before: labelled[1],
  })),
  evaluations: accuracies.map((right, i) => ({ step: 5 * i, right, metrics: { accuracy: Number(right[0]) / 8 } })),
})
const rule = (name: string) => rules.find((one) => one.name === name)!

describe("what a rule keeps", () => {
  it("is the weights before the update that it objects to", () => {
    // The third batch, sampled after two updates, is the first with half of the entropy.
    expect(keptBy(rule("entropy budget 0.5"), cell, watch([0.8, 0.6, 0.4, 0.3]))).toBe(2)
    expect(keptBy(rule("entropy budget 0.4"), cell, watch([0.8, 0.6, 0.4, 0.3]))).toBe(3)
    expect(keptBy(rule("entropy budget 0.5, three in a row"), cell, watch([0.8, 0.3, 0.3, 0.3]))).toBe(3)
  })
  it("is all of a run to which nothing is objected, and nothing of one that is certain at the start", () => {
    expect(keptBy(rule("none"), cell, watch([0.8, 0.1, 0.1]))).toBe(3)
    expect(keptBy(rule("entropy budget 0.5"), cell, watch([0.8, 0.7, 0.6]))).toBe(3)
    expect(keptBy(rule("entropy budget 0.5"), cell, watch([0.1, 0.1, 0.1]))).toBe(0)
  })
  it("is twice as many updates by a clock at half the rate", () => {
    const long = watch(Array.from({ length: 50 }, () => 0.8))
    expect(keptBy(rule("clock 20"), { ...cell, learningRate: 2e-4 }, long)).toBe(20)
    expect(keptBy(rule("clock 20"), { ...cell, learningRate: 1e-4 }, long)).toBe(40)
  })
  it("counts labelled problems that are lost and gained, of as many as the rule asks", () => {
    const lost = watch(Array.from({ length: 30 }, () => 0.8), undefined, ["1000", "0111"])
    const asked = (labels: number) =>
      keptBy({ name: "", labels, guard: () => opaque(fewLabels({ alpha: 0.05 })) }, cell, lost)
    // Of the first problem alone all is gain; of all four three are lost at each check.
    expect(asked(1)).toBe(30)
    expect(asked(4)).toBeLessThan(15)
  })
  it("never depends on what comes after the stop", () => {
    for (const one of rules) {
      const long = watch(Array.from({ length: 40 }, (_, i) => 0.8 * 0.95 ** i))
      const kept = keptBy(one, cell, long)
      const short = { ...long, updates: long.updates.slice(0, kept + 1) }
      expect(keptBy(one, cell, short), one.name).toBe(kept)
    }
  })
})

describe("a stop is scored", () => {
  const seen = watch([], ["0000", "4466", "8888", "4444"])
  it("by the next evaluation, and by the last where there is none", () => {
    expect([0, 1, 5, 6, 99].map((updates) => scoredAt(seen, updates).step)).toEqual([0, 5, 5, 10, 15])
    expect(bestOf(seen).step).toBe(10)
  })
  it("by differences problem by problem, with their standard error", () => {
    // 4/8, 4/8, 6/8, 6/8: mean .625, standard deviation .1443 by n - 1, over the root of four.
    const { gain, error } = gainOf(seen, seen.evaluations[1])
    expect(gain).toBeCloseTo(0.625)
    expect(error).toBeCloseTo(Math.sqrt(0.0625 / 3) / 2)
  })
  it("and a clock by its own weights", () =>
    expect(keptBy({ name: "", guard: () => opaque(clock({ updates: 3 })) }, cell, watch([1, 1, 1, 1, 1]))).toBe(3))
})

describe("a course", () => {
  const seen = watch([0.8, 0.6, 0.5, 0.4, 0.39, 0.38, 0.3, 0.3, 0.3, 0.3], ["0000", "4444", "2222"])
  const results = { watch: ({ seed }: Cell) => seed === 1 ? seen : undefined }
  const group = { name: "one", cells: [cells[0]] }
  const under = (name: string, seeds: ReadonlyArray<number> = [1]) =>
    course(results, group, { name, rules: seeds.map((seed) => ({ seed, rule: rule(name) })) })
  it("is that of the run, and after a stop what the stop keeps", () => {
    expect(under("none").points).toEqual([0, 0.5, 0.25].map((y, i) => ({ x: 5 * i, y })))
    // Half of the entropy is gone in the fourth batch: three updates are kept, which the fifth scores.
    expect(under("entropy budget 0.5").points.map(({ y }) => y)).toEqual([0, 0.5, 0.5])
  })
  it("counts the seeds that are there", () => {
    expect(under("none", [1, 2]).points.length).toBe(3)
    expect(under("none", [2]).points).toEqual([])
  })
})

describe("the protocol", () => {
  it("has 250 runs, no two alike, on three worlds and seeds of its own", () => {
    const all = runs(watching, ["sound", "mixed", "wrong-mode"])
    expect(all.length).toBe(250)
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(250)
    expect(Math.min(...watching.seeds)).toBeGreaterThan(400)
  })
  it("looks at every plain cell in one group, and at no cell in two", () => {
    const plain = cells.filter(({ pool, parts }) => pool === undefined && parts === undefined)
    const looked = groups.flatMap(({ cells }) => cells)
    expect(new Set(looked).size).toBe(looked.length)
    // Left out: what needs labels, or knows nothing, where nothing is asked of them.
    const left = plain.filter((cell) => !looked.includes(cell)).map(({ world, objective, instruct }) =>
      `${world} ${objective} ${instruct}`
    )
    expect(left).toEqual([
      "mixed trajectory-mean 0",
      "mixed exact-answer 0",
      "wrong-mode exact-answer 0",
      "wrong-mode random 0",
    ])
  })
  it("has rules by names of their own, each without labels or with a number of them", () => {
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length)
    for (const { labels } of rules) expect([undefined, 16, 32, 64]).toContain(labels)
  })
})
