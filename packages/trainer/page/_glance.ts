import type { MetricsLine } from "../run/metrics_file.ts"
import { harmless } from "./harmless.ts"
import type { RunRecord } from "./run_record.ts"
import { table } from "./_table.ts"

/** A row a run: what it was rewarded by, how far it got, and what became of accuracy, reward, entropy and length. */
export const glance = (runs: ReadonlyArray<RunRecord>): string =>
  table({
    title: "At a glance",
    titled: false,
    headers: ["run", "reward", "updates", "end", "accuracy at first", "highest", "last", "reward", "entropy", "length"],
    rows: runs.map(({ name, config, lines, decisions, control }) => {
      const evaluated = lines.filter(({ metrics }) => Number.isFinite(metrics["eval/accuracy"]))
      const best = evaluated.reduce<MetricsLine | undefined>(
        (best, line) =>
          best === undefined || line.metrics["eval/accuracy"] > best.metrics["eval/accuracy"] ? line : best,
        undefined,
      )
      return [
        harmless(name),
        harmless(String(config["reward"])),
        `${Math.max(0, ...lines.map(({ step }) => step))} of ${String(config["steps"])}`,
        ended({ decisions, control, lines }, Number(config["steps"])),
        accuracy(evaluated[0]),
        accuracy(best),
        accuracy(evaluated.at(-1)),
        course(lines, "reward", 2),
        course(lines, "entropy", 3),
        course(lines, "completions/mean_length", 1),
      ]
    }),
  })

const accuracy = (line: MetricsLine | undefined): string => {
  if (line === undefined) return "not measured"
  const [value, low, high] = ["", "_low", "_high"].map((end) => line.metrics[`eval/accuracy${end}`])
  const bounds = low === undefined || high === undefined ? "" : ` [${low.toFixed(3)}, ${high.toFixed(3)}]`
  return `${value.toFixed(3)}${bounds} at ${line.step}`
}

/** From the first number to the last. */
const course = (lines: ReadonlyArray<MetricsLine>, key: string, digits: number): string => {
  const values = lines.flatMap(({ metrics }) => Number.isFinite(metrics[key]) ? [metrics[key]] : [])
  return values.length === 0 ? "" : `${values[0].toFixed(digits)} to ${values.at(-1)!.toFixed(digits)}`
}

const ended = (
  { decisions, control, lines }: Pick<RunRecord, "decisions" | "control" | "lines">,
  steps: number,
): string => {
  const last = decisions.findLast(({ decision }) => decision !== "warn")
  if (last !== undefined) return `${last.decision} by its guard, weights of update ${last.kept}`
  const done = lines.at(-1)?.step ?? 0
  if (done >= steps) return "all updates"
  const asked = control.at(-1)
  return asked?.ask === "stop" && asked.step === done ? "stopped when asked to" : "not at its end"
}

/** A row a decision of a guard; empty where there is none. */
export const decisions = (runs: ReadonlyArray<RunRecord>): string => {
  const rows = runs.flatMap(({ name, decisions }) =>
    decisions.map(({ step, guard, decision, kept, reason }) =>
      [name, String(step), decision, guard, reason, String(kept)].map((text) => harmless(text))
    )
  )
  const headers = ["run", "update", "decision", "guard", "why", "weights kept"]
  return rows.length === 0 ? "" : table({ title: "Guards", titled: false, headers, rows })
}
