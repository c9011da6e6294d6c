// What a run comes to, in words, a table and a plot. It says what the numbers say, whichever way they went.
import { trainingCurves } from "../../plot/training_curves.ts"
import type { MetricsLine } from "../../run/metrics_file.ts"
import type { Metrics } from "../../stage/step.ts"
import { bounds, fixed } from "./headline.ts"
import { table } from "./table.ts"

/**
 * The end of a run: a table of its evaluations, what became of the accuracy, and its curves. Entropy and length are those
 * of the held-out completions, as the accuracy is; those of the training batch only where nothing was evaluated.
 */
export const report = (
  lines: ReadonlyArray<MetricsLine>,
  { title, temperature }: { readonly title: string; readonly temperature: number },
): { readonly text: string; readonly plot: string } => {
  const evaluated = lines.filter(({ metrics }) => Number.isFinite(metrics["eval/accuracy"]))
  const updates = lines.filter(({ metrics }) => metrics["reward"] !== undefined)
  const parts = evaluated.length === 0
    ? [trained(updates), ...course("The reward", "reward", [updates[0], updates[updates.length - 1]])]
    : [held(evaluated), story(evaluated, { updates, temperature }).join("\n")]
  return { text: parts.join("\n\n"), plot: trainingCurves([{ name: title, lines }], { title }) }
}

const held = (evaluated: ReadonlyArray<MetricsLine>): string =>
  table(
    ["step", "reward", "held-out entropy", "held-out accuracy (95%)", "length"],
    evaluated.map(({ step, metrics }) => [
      `${step}`,
      fixed(metrics["reward"], 3),
      fixed(metrics["eval/entropy"], 3),
      interval(metrics),
      fixed(metrics["eval/length"], 1),
    ]),
  )

const trained = (updates: ReadonlyArray<MetricsLine>): string =>
  table(
    ["step", "reward", "batch entropy", "length"],
    updates.filter((_, i) => i === 0 || i === updates.length - 1).map(({ step, metrics }) => [
      `${step}`,
      fixed(metrics["reward"], 3),
      fixed(metrics["entropy"], 3),
      fixed(metrics["completions/mean_length"], 1),
    ]),
  )

/** Where the accuracy started, peaked and ended, and what reward and entropy did meanwhile. */
const story = (
  evaluated: ReadonlyArray<MetricsLine>,
  { updates, temperature }: { readonly updates: ReadonlyArray<MetricsLine>; readonly temperature: number },
): ReadonlyArray<string> => {
  const [start, end] = [evaluated[0], evaluated[evaluated.length - 1]]
  const peak = evaluated.reduce((a, b) => (b.metrics["eval/accuracy"] > a.metrics["eval/accuracy"] ? b : a))
  const [from, top, to] = [start, peak, end].map(({ metrics }) => interval(metrics))
  const rose = `${top} at step ${peak.step}: ${apart(peak, start)} the start`
  const ended = `It ended at ${to}, step ${end.step}: ${apart(end, start)} the start`
  const accuracy = start === end
    ? [`Held-out accuracy was measured once: ${to} at step ${end.step}.`]
    : peak === start
    ? [`Held-out accuracy was never above its start, ${from}.`, `${ended}.`]
    : peak === end
    ? [`Held-out accuracy went from ${from} to ${rose}.`, "It was highest at the end."]
    : [`Held-out accuracy went from ${from} to its peak of ${rose}.`, `${ended}, ${apart(end, peak)} the peak.`]
  const flattered = peak === start
    ? ""
    : ` By chance alone, the highest of ${evaluated.length} measurements is a little high.`
  return [
    ...accuracy,
    ...course("The reward", "reward", [updates[0], peak, end]),
    ...course("The entropy of held-out completions, in nats a token,", "eval/entropy", [start, peak, end]),
    `Accuracy: one sample a problem at temperature ${temperature}; "clearly": the 95% intervals do not overlap.${flattered}`,
  ]
}

/** How a metric went from one line to the next; nothing where fewer than two of them have it. */
const course = (
  what: string,
  metric: string,
  lines: ReadonlyArray<MetricsLine | undefined>,
): ReadonlyArray<string> => {
  const [first, ...later] = [...new Set(lines)]
    .filter((line) => line?.metrics[metric] !== undefined)
    .map((line) => line && `${fixed(line.metrics[metric], 3)} at step ${line.step}`)
  return later.length === 0 ? [] : [`${what} went from ${first} to ${later.join(", then to ")}.`]
}

const apart = (a: MetricsLine, b: MetricsLine): string =>
  a.metrics["eval/accuracy_low"] > b.metrics["eval/accuracy_high"]
    ? "clearly above"
    : a.metrics["eval/accuracy_high"] < b.metrics["eval/accuracy_low"]
    ? "clearly below"
    : "not clearly apart from"

const interval = (metrics: Metrics): string => `${fixed(metrics["eval/accuracy"], 3)} ${bounds(metrics)}`
