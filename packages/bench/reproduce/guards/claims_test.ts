// A claim of the study that can end one way only says nothing: over worlds that are drawn at random each ends each way.
import { random, seed as mix } from "@rlif/core/random/seed"
import { describe, expect, it, vi } from "vitest"
import { stops } from "../study.ts"
import type { Cell } from "./cell.ts"
import { claims } from "./claims.ts"
import type { Watch } from "./watch.ts"

// No verdict reads an interval.
vi.mock("@rlif/trainer/evaluate", async (original) => ({
  ...await original<object>(),
  bootstrap: (values: ReadonlyArray<number>) => ({ low: Math.min(...values), high: Math.max(...values) }),
}))

/** A number from 0 to 1 that names decide. */
const drawn = (...names: ReadonlyArray<string | number>) => random(mix(0, ...names.map(String))).uniform()

/** A run of a world: accuracy goes up to a peak and from there to its end, entropy falls; seeds agree in every other world. */
const watchOf = (world: number) => (cell: Cell): Watch => {
  const { seed, ...template } = cell
  const name = JSON.stringify(template)
  const spread = world % 2 === 0 ? 0.02 : 1
  const of = (what: string) =>
    Math.min(1, Math.max(0, drawn(world, name, what) + spread * (drawn(world, name, what, seed) - 0.5)))
  // In some worlds all cells are alike, so that a rule does well in all of them or in none.
  const common = (what: string) =>
    drawn(world, "common") < 0.7 ? drawn(world, what) + spread * (of(what) - 0.5) : of(what)
  const [start, peak, end, turn] = [
    0.3 + 0.2 * of("start"),
    common("peak"),
    common("end"),
    5 + 50 * Math.abs(common("turn")),
  ]
  const high = drawn(world, "no harm") < 0.3
  // In some worlds rewards that know more go on rising.
  const rises = /exact-answer|trajectory-mean/.test(cell.objective) && drawn(world, "rises") < 0.4
  const accuracyAt = (step: number) => {
    if (rises) return start + (1 - start) * step / 100
    const top = high ? Math.max(start, peak) : peak
    const level = step <= turn
      ? start + (top - start) * step / turn
      : top + ((high ? Math.max(start, end) : end) - top) * (step - turn) / (100 - turn)
    return Math.min(1, Math.max(0, level))
  }
  // Worlds differ in how long entropy takes to halve, beside the peak.
  const half = turn * 2 * drawn(world, "half")
  const { uniform } = random(mix(0, `${world}`, name, `${seed}`, "problems"))
  const answered = (share: number) => Array.from({ length: 64 }, () => Number(uniform() < share)).join("")
  return {
    likeliest: answered(drawn(world, "likeliest")),
    updates: Array.from({ length: 100 }, (_, i) => ({
      step: i + 1,
      columns: {
        reward: 1,
        entropy: 0.6 * 0.5 ** (i / (half + 1)),
        "completions/mean_length": 20,
        "answers/agreement": 0.5,
        "advantages/apart": 0.1,
      },
      right: answered(accuracyAt(i + 1)),
      before: answered(start),
    })),
    evaluations: Array.from({ length: 21 }, (_, i) => ({
      step: 5 * i,
      right: Array.from(
        { length: 20 },
        (_, p) => Math.min(8, Math.max(0, Math.round(8 * accuracyAt(5 * i) + 0.4 * (p % 3 - 1)))),
      ).join(""),
      metrics: { accuracy: accuracyAt(5 * i), pass_8_loose: 1 },
    })),
  }
}

const remembered = (watch: (cell: Cell) => Watch) => {
  const found = new Map<string, Watch>()
  return (cell: Cell) => {
    const name = JSON.stringify(cell)
    return found.get(name) ?? found.set(name, watch(cell)).get(name)
  }
}

describe("every claim", () => {
  const ended = new Map<string, Set<string>>()
  for (let world = 0; world < 24; world++) {
    const results = {
      scale: stops.scales.full,
      rows: () => undefined,
      parting: () => undefined,
      recipe: () => undefined,
      watch: remembered(watchOf(world)),
    }
    for (const { claim, verdict } of claims(results)) ended.set(claim, (ended.get(claim) ?? new Set()).add(verdict))
  }
  it.each([...ended])(
    "can end each way: %s",
    (_, verdicts) => expect([...verdicts].toSorted()).toEqual(["not reproduced", "reproduced", "undecided"]),
  )
})
