import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Metrics } from "../stage/step.ts"
import { readLines } from "./lines_file.ts"

/** A line of `metrics.jsonl`: the numbers of one step, 0 being what was measured before the first update. */
export interface MetricsLine {
  readonly step: number
  readonly metrics: Metrics
}

const Line = Schema.StructWithRest(Schema.Struct({ step: Schema.Int }), [
  Schema.Record(Schema.String, Schema.NullOr(Schema.Finite)),
])

/** One JSON object: the step, then the metrics in the order of their names. JSON has no NaN: what is not finite is null. */
export const metricsLine = ({ step, metrics }: MetricsLine): string => {
  const sorted = Object.entries(metrics).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify({ step, ...Object.fromEntries(sorted) }) + "\n"
}

/**
 * Reads a `metrics.jsonl` back, null as NaN. A last line without its line break is one that a crash cut off, and is left
 * out; any other line that is no JSON object of numbers fails with its number.
 */
export const readMetrics = (path: string) =>
  Effect.map(readLines(path, { line: Line }), (lines) =>
    lines.map(({ step, ...rest }): MetricsLine => ({
      step,
      metrics: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, value ?? NaN])),
    })))
