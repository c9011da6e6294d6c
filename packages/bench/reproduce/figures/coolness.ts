import type { Table } from "../../report/drawing.ts"
import { show } from "../claim.ts"
import { cooled, temperatures } from "../observation.ts"
import type { Row } from "../run.ts"
import { at, over } from "../summary.ts"

/** What the start model answers at lower temperatures, and what eight of its completions agree on: no training is in it. */
export const coolness = (title: string, runs: ReadonlyArray<ReadonlyArray<Row>>): Table => ({
  title,
  headers: ["start model", "in the form asked for", "in any form"],
  rows: [
    ...temperatures.map((temperature) =>
      [`at temperature ${temperature}`, cooled("accuracy", temperature), cooled("loose", temperature)] as const
    ),
    ["at temperature 1, as in training", "accuracy", "loose"] as const,
    ["the majority of eight", undefined, "majority_right"] as const,
    ["at least one of eight", "pass_8", "pass_8_loose"] as const,
  ].map(([name, ...metrics]) => [
    name,
    ...metrics.map((metric) =>
      metric === undefined ? "" : runs.length === 0 ? "not run" : show(over(runs, at(metric, 0)))
    ),
  ]),
})
