// What a run comes to, in words, a table and a plot. It says what the numbers say, whichever way they went.
import type { MetricsLine } from "../run/metrics_file.ts"
import type { Metrics } from "../stage/step.ts"
import { trainingCurves } from "../plot/training_curves.ts"
import { table } from "./_table.ts"

/** One line of progress: what matters at this step. */
export const headline = (metrics: Metrics): string =>
  [
    ["reward", metrics["reward"], 3] as const,
    ["entropy", metrics["entropy"] ?? metrics["eval/entropy"], 3] as const,
    ["length", metrics["completions/mean_length"] ?? metrics["eval/length"], 1] as const,
    ["right", metrics["rewards/exact_answer/mean"], 3] as const,
    ["grad_norm", metrics["grad_norm"], 2] as const,
  ].filter(([, value]) => value !== undefined)
    .map(([name, value, digits]) => `${name} ${value.toFixed(digits)}`)
    .concat(metrics["eval/accuracy"] === undefined ? [] : [`held-out accuracy ${interval(metrics)}`])
    .join("  ")

/** The end of a run: a table of its evaluations, what became of the accuracy, and its curves. */
export const report = (
  lines: ReadonlyArray<MetricsLine>,
  { title }: { readonly title: string },
): { readonly text: string; readonly plot: string } => {
  const last = lines[lines.length - 1].step
  const shown = lines.filter(({ step, metrics }) => metrics["eval/accuracy"] !== undefined || step === last)
  const rows = shown.map(({ step, metrics }) => [
    `${step}`,
    fixed(metrics["reward"], 3),
    fixed(metrics["entropy"] ?? metrics["eval/entropy"], 3),
    metrics["eval/accuracy"] === undefined ? "" : interval(metrics),
    fixed(metrics["completions/mean_length"] ?? metrics["eval/length"], 1),
  ])
  const header = ["step", "reward", "entropy", "held-out accuracy (95%)", "length"]
  const text = [table(header, rows), ...story(lines)].join("\n\n")
  return { text, plot: trainingCurves([{ name: title, lines }], { title }) }
}

/** Where the accuracy started, peaked and ended; a change counts where the intervals do not overlap. */
const story = (lines: ReadonlyArray<MetricsLine>): ReadonlyArray<string> => {
  const evaluated = lines.filter(({ metrics }) => metrics["eval/accuracy"] !== undefined)
  if (evaluated.length < 2) return []
  const [start, end] = [evaluated[0], evaluated[evaluated.length - 1]]
  const peak = evaluated.reduce((a, b) => (b.metrics["eval/accuracy"] > a.metrics["eval/accuracy"] ? b : a))
  const first = lines.find(({ metrics }) => metrics["reward"] !== undefined) ?? start
  const sentences = [
    peak === start
      ? `Accuracy was never above its start, ${interval(start.metrics)}.`
      : `Accuracy ${compare(start, peak)} from ${interval(start.metrics)} to its peak of ${
        interval(peak.metrics)
      } at step ${peak.step}.`,
    peak === end
      ? "It was at its highest at the end."
      : `After that it ${compare(peak, end)} to ${interval(end.metrics)} at step ${end.step}: ${
        { rose: "above", fell: "below", "did not clearly change": "not clearly apart from" }[compare(start, end)]
      } the start.`,
    `The reward went from ${fixed(first.metrics["reward"], 3)} to ${fixed(end.metrics["reward"], 3)}, entropy from ${
      fixed(start.metrics["eval/entropy"], 3)
    } to ${fixed(end.metrics["eval/entropy"], 3)} nats a token.`,
  ]
  return [sentences.join("\n")]
}

const compare = (a: MetricsLine, b: MetricsLine): "rose" | "fell" | "did not clearly change" =>
  b.metrics["eval/accuracy_low"] > a.metrics["eval/accuracy_high"]
    ? "rose"
    : b.metrics["eval/accuracy_high"] < a.metrics["eval/accuracy_low"]
    ? "fell"
    : "did not clearly change"

const interval = (metrics: Metrics): string => {
  const [value, low, high] = ["", "_low", "_high"].map((end) => metrics[`eval/accuracy${end}`].toFixed(3))
  return `${value} [${low}, ${high}]`
}

const fixed = (value: number | undefined, digits: number): string => value === undefined ? "" : value.toFixed(digits)
