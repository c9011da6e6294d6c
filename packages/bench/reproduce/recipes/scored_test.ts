// Scoring and drawing, on rows whose numbers are worked out by hand, and claims over worlds in which they end each way.
import { random, seed as mix } from "@rlif/core/random/seed"
import { recipeNames, recipes } from "@rlif/trainer/settings/recipes.ts"
import { describe, expect, it, vi } from "vitest"
import { tableOf } from "../../report/markdown.ts"
import { tries } from "../study.ts"
import type { Results } from "../summary.ts"
import { type RecipeCell, sizes } from "./cell.ts"
import { claims } from "./claims.ts"
import { passes } from "./counted.ts"
import { recipesFigure } from "./figure.ts"
import { kindOf } from "./kind.ts"
import { keptBy, scored } from "./scored.ts"
import { table } from "./table.ts"
import type { Tried } from "./tried.ts"

// No verdict reads an interval.
vi.mock("@rlif/trainer/evaluate", async (original) => ({
  ...await original<object>(),
  bootstrap: (values: ReadonlyArray<number>) => ({ low: Math.min(...values), high: Math.max(...values) }),
}))

/** Accuracies of four problems, of eight completions each, after 0, 4, 8, ... updates; entropies of all updates. */
const run = (rights: ReadonlyArray<number>, entropies: ReadonlyArray<number> = [], cost = 1): Tried => ({
  updates: Array.from({ length: 4 * (rights.length - 1) }, (_, i) => ({
    step: i + 1,
    columns: { reward: 1, entropy: entropies[i] ?? 1 },
  })),
  evaluations: rights.map((right, i) => ({
    step: 4 * i,
    right: `${right}`.repeat(4),
    metrics: { accuracy: right / 8 },
  })),
  cost: { completions: 8 * cost, forward: 10 * cost, backward: 5 * cost },
})

const resultsOf = (recipe: (cell: RecipeCell) => Tried | undefined): Results => ({
  scale: tries.scales.full,
  rows: () => undefined,
  parting: () => undefined,
  watch: () => undefined,
  recipe,
})

describe("a run is scored", () => {
  const found: Readonly<Record<number, Tried>> = {
    // The lucky one is highest where the others are not.
    501: run([2, 3, 8, 1]),
    502: run([2, 6, 4, 1]),
    503: run([4, 6, 4, 5]),
  }
  const cell = { recipe: "rent", world: "sound", seeds: sizes.seeds } as const
  const all = scored(resultsOf(({ seed }) => found[seed]), cell)

  it("at its best where the other seeds are highest, and at its end, against its start", () => {
    expect(all.map(({ seed, start, bestAt, best, end }) => [seed, start, bestAt, best, end])).toEqual([
      [501, 0.25, 4, 0.125, -0.125],
      // 501 and 503 are highest together after 8 updates.
      [502, 0.25, 8, 0.25, -0.125],
      [503, 0.5, 8, 0, 0.125],
    ])
  })

  it("never at its best before the first update", () => {
    const [fallen] = scored(resultsOf(({ seed }) => seed === 501 ? run([8, 4, 2]) : undefined), cell)
    expect([fallen.bestAt, fallen.best]).toEqual([4, -0.5])
  })

  it("by the weights that the guard keeps: those before the update that it objects to", () => {
    // Smoothed by .3 from 1: .7, .49 after two updates of entropy 0. The third update is the first of at most half.
    const stopped = run([2, 6, 1, 1], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(keptBy(stopped)).toBe(2)
    const [one] = scored(resultsOf(({ seed }) => seed === 501 ? stopped : undefined), cell)
    expect([one.keptAt, one.guarded, one.end]).toEqual([2, 0.5, -0.125])
    expect([one.harmed, one.guardHarmed]).toEqual([true, false])
    expect(keptBy(run([1, 1]))).toBe(4)
    // A model that is certain at the start is not begun with.
    expect(keptBy(run([1, 1], [0.01]))).toBe(0)
  })

  it("by what an update cost: a way back is two ways forth", () => {
    expect(passes({ completions: 1, forward: 10, backward: 5 })).toBe(20)
    expect([all[0].completions, all[0].passes]).toEqual([8 / 12, 20 / 12])
  })
})

describe("the table", () => {
  const line = (rights: ReadonlyArray<number>, cost = 1) =>
    tableOf(table(
      resultsOf(({ recipe }) =>
        recipe === "grpo" ? run([2, 4], [], 4) : recipe === "rent" ? run(rights, [], cost) : undefined
      ),
      "sound",
    )).split("\n").find((row) => row.startsWith("| rent "))!

  it("says what is gained, lost and kept, and what it cost beside GRPO", () => {
    expect(line([2, 4, 3], 4)).toContain(
      "| 0.250 | 0.250 [0.250,\u00a00.250], all above | 4 | 0.125 [0.125,\u00a00.125], all above | 50% |",
    )
    expect(line([2, 4, 3], 2)).toMatch(/ \| 0\.25 \|$/)
    expect(line([2, 4, 1])).toContain("−0.125 [−0.125,\u00a0−0.125], all below | −50% |")
    expect(line([2, 1, 1])).toContain("| nothing to keep |")
  })

  it("has a row of each recipe, and says which were not run", () => {
    const { rows } = table(resultsOf(() => undefined), "sound")
    expect(rows.map(([name]) => name)).toEqual([...recipeNames])
    for (const [, ...cells] of rows) expect(new Set(cells)).toEqual(new Set(["not run"]))
  })

  it("says where seeds are on both sides", () => {
    const found = (cell: RecipeCell) => run([2, cell.seed % 2 === 0 ? 4 : 1])
    const [[, , best, , , kept]] = table(resultsOf(found), "sound").rows
    expect(best).toContain(", some of each")
    expect(kept).toBe("nothing to keep")
  })
})

it("draws a panel of each kind with a curve of each of its recipes", () => {
  const { pictures: [{ panels }] } = recipesFigure.draw(resultsOf(() => run([2, 4, 3])))
  expect(panels.flatMap(({ curves }) => curves.map(({ name }) => name)).toSorted()).toEqual([...recipeNames].toSorted())
  for (const { curves } of panels) {
    for (const { points } of curves) expect(points.map(({ x, y }) => [x, y])).toEqual([[0, 0.25], [4, 0.5], [8, 0.375]])
  }
})

/** A number from 0 to 1 that names decide. */
const drawn = (...names: ReadonlyArray<string | number>) => random(mix(0, ...names.map(String))).uniform()

/** A run of a world; recipes of one kind are alike, and seeds agree in every other world. */
const runOf = (world: number) => ({ recipe, seed }: RecipeCell): Tried => {
  const kind = kindOf(recipes[recipe].settings)
  const spread = world % 2 === 0 ? 0 : 0.9
  const of = (what: string) => {
    const x = (1 - spread) * drawn(world, kind, what) + spread * drawn(world, recipe, seed, what)
    return Math.round(8 * x)
  }
  const start = 1 + Math.round(6 * drawn(world, "start"))
  const falls = drawn(world, kind, "falls") < 0.7
  return run(
    [start, of("peak"), of("middle"), of("end")],
    Array.from({ length: 12 }, (_, i) => falls ? 0.7 ** i : 1),
  )
}

describe("every claim", () => {
  const ended = new Map<string, Set<string>>()
  for (let world = 0; world < 200; world++) {
    for (const { claim, verdict } of claims(resultsOf(runOf(world)))) {
      ended.set(claim, (ended.get(claim) ?? new Set()).add(verdict))
    }
  }
  it.each([...ended])(
    "can end each way: %s",
    (_, verdicts) => expect([...verdicts].toSorted()).toEqual(["not reproduced", "reproduced", "undecided"]),
  )
  it("is of seeds of which every recipe is there", () => {
    const missing = claims(resultsOf((cell) => cell.recipe === "ssd" ? undefined : run([2, 4])))
    for (const { verdict, saw } of missing) {
      expect([verdict, saw]).toEqual(["undecided", expect.stringContaining("none")])
    }
  })
})
