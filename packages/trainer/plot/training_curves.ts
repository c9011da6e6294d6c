import type { Interval } from "../evaluate/interval.ts"
import type { Metrics } from "../stage/step.ts"
import { figure } from "./figure.ts"
import type { Panel } from "./panel.ts"

/**
 * A run: its name, and the lines of its `metrics.jsonl`.
 * @since 0.1.0
 */
export interface Run {
  readonly name: string
  readonly lines: ReadonlyArray<{ readonly step: number; readonly metrics: Metrics }>
}

/** The four panels: a metric's name, and how it is drawn. */
const panels = [
  { key: "eval/accuracy", title: "Held-out accuracy", y: "correct, 95% interval", unit: "percent", peaks: true },
  { key: "reward", title: "Reward (trained on)", y: "mean over completions" },
  { key: "entropy", title: "Batch entropy", y: "nats a token" },
  { key: "completions/mean_length", title: "Length", y: "tokens a completion" },
] as const satisfies ReadonlyArray<Pick<Panel, "title" | "y" | "unit" | "peaks"> & { readonly key: string }>

/**
 * The figure of one or several runs: accuracy with its interval and its peak, reward, the entropy of batches and length by
 * step.
 * @since 0.1.0
 */
export const trainingCurves = (runs: ReadonlyArray<Run>, { title }: { readonly title: string }): string =>
  figure(
    panels.map(({ key, ...panel }): Panel => ({ ...panel, x: "step", curves: runs.map((run) => curve(run, key)) })),
    { title, description: `${panels.map((panel) => panel.title).join(", ")} by training step` },
  )

const curve = ({ name, lines }: Run, key: string) => ({
  name,
  points: lines.flatMap(({ step, metrics }) =>
    metrics[key] === undefined ? [] : [{ x: step, y: metrics[key], ...interval(metrics, key) }]
  ),
})

const interval = (metrics: Metrics, key: string): { readonly interval?: Interval } => {
  const [low, high] = [metrics[`${key}_low`], metrics[`${key}_high`]]
  return low === undefined || high === undefined ? {} : { interval: { low, high } }
}
