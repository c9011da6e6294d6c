import { expect, it } from "vitest"
import { repeatable } from "./repeat.ts"
import { differences } from "./rows_differ.ts"
import type { Row } from "./run.ts"
import type { Line } from "./store.ts"

const row = (step: number, accuracy: number, count = 1): Row => ({
  step,
  metrics: { accuracy },
  bins: { answer: [[count, 1, 1]], completion: [] },
})

it("names every number that differs, and only those", () => {
  const rows = [row(0, 0.4), row(10, 0.6)]
  expect(differences(rows, rows.map((one) => ({ ...one })))).toEqual([])
  expect(differences(rows, [row(0, 0.4), row(10, 0.61)])).toEqual([
    "after 10 updates accuracy: 0.6 is committed, 0.61 now",
  ])
  expect(differences(rows, [row(0, 0.4, 2), row(10, 0.6)])).toEqual(["after 0 updates: other calibration"])
  expect(differences(rows, [row(0, 0.4), row(20, 0.6)])).toEqual(["row 1: step 10 is committed, 20 now"])
  expect(differences(rows, rows.slice(1))).toEqual(["2 rows are committed, and now there are 1"])
  expect(differences(rows, [{ ...rows[0], metrics: {} }, rows[1]])).toEqual([
    "after 0 updates accuracy: 0.4 is committed, undefined now",
  ])
})

it("repeats runs of base models, and neither mixes nor pairs", () => {
  const made = { commit: "", machine: "", node: "", seconds: 1 }
  const line = (kind: "run" | "part", instruct: number) =>
    ({ name: "", job: { kind, experiment: { instruct }, other: "random" }, result: [], made }) as unknown as Line
  expect(repeatable([line("run", 0), line("run", 1), line("run", 0.1), line("part", 0)]).length).toBe(1)
})
