// What a run comes to, in words, a table and a plot. It says what the numbers say, whichever way they went.
import { trainingCurves } from "../plot/training_curves.ts"
import type { MetricsLine } from "../run/metrics_file.ts"
import type { Metrics } from "../stage/step.ts"
import { table } from "./_table.ts"

/** Progress, most important first: what a batch was like, and the latest accuracy on held-out problems. */
export const headline = (metrics: Metrics, latest: Metrics = metrics): ReadonlyArray<string> =>
  [
    ["reward", metrics["reward"], 3] as const,
    ["entropy", metrics["entropy"] ?? metrics["eval/entropy"], 3] as const,
    ["length", metrics["completions/mean_length"] ?? metrics["eval/length"], 1] as const,
    ["accuracy", latest["eval/accuracy"], 3] as const,
    ["95%", latest["eval/accuracy"] === undefined ? undefined : bounds(latest)] as const,
    ["exact_answer", metrics["rewards/exact_answer/mean"], 3] as const,
    ["grad_norm", metrics["grad_norm"], 2] as const,
  ].flatMap(([name, value, digits]) =>
    value === undefined ? [] : [`${name} ${typeof value === "string" ? value : fixed(value, digits)}`]
  )

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
  const text = evaluated.length === 0
    ? [trained(updates), rewards(updates)]
    : [held(evaluated), [...accuracies(evaluated, temperature), rewards(updates), entropies(evaluated)].join("\n")]
  return {
    text: text.filter((part) => part !== "").join("\n\n"),
    plot: trainingCurves([{ name: title, lines }], { title }),
  }
}

const held = (evaluated: ReadonlyArray<MetricsLine>): string =>
  table(
    ["step", "reward", "entropy", "held-out accuracy (95%)", "length"],
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
    ["step", "reward", "entropy", "length"],
    [...new Set([updates[0], updates[updates.length - 1]])].filter((line) => line !== undefined).map((
      { step, metrics },
    ) => [
      `${step}`,
      fixed(metrics["reward"], 3),
      fixed(metrics["entropy"], 3),
      fixed(metrics["completions/mean_length"], 1),
    ]),
  )

/** Where the accuracy started, peaked and ended. */
const accuracies = (evaluated: ReadonlyArray<MetricsLine>, temperature: number): ReadonlyArray<string> => {
  const [start, end] = [evaluated[0], evaluated[evaluated.length - 1]]
  const peak = evaluated.reduce((a, b) => (b.metrics["eval/accuracy"] > a.metrics["eval/accuracy"] ? b : a))
  const [from, top, to] = [start, peak, end].map(({ metrics }) => interval(metrics))
  const what = "Held-out accuracy"
  const measured = `Measured ${temperature === 1 ? "" : `at temperature ${temperature} `}with one sample a problem; ` +
    `"clearly" means that the 95% intervals do not overlap.`
  if (start === end) return [`${what} was measured once: ${to} at step ${end.step}.`]
  if (peak === start) {
    return [
      `${what} was never above its start, ${from}.`,
      `It ended, at step ${end.step}, at ${to}: ${apart(end, start)} the start.`,
      measured,
    ]
  }
  if (peak === end) {
    return [
      `${what} went from ${from} to ${to} at step ${end.step}, its highest and its last: ${
        apart(end, start)
      } the start.`,
      measured,
    ]
  }
  return [
    `${what} went from ${from} to its peak of ${top} at step ${peak.step}: ${apart(peak, start)} the start.`,
    `It ended, at step ${end.step}, at ${to}: ${apart(end, peak)} the peak, ${apart(end, start)} the start.`,
    `The peak is the best of ${evaluated.length} measurements, so it flatters. ${measured}`,
  ]
}

/** The sentence about the reward; none where there was no update. */
const rewards = (updates: ReadonlyArray<MetricsLine>): string => {
  const [first, last] = [updates[0], updates[updates.length - 1]]
  return first === undefined || first === last
    ? ""
    : `The reward went from ${fixed(first.metrics["reward"], 3)} at step ${first.step} to ${
      fixed(last.metrics["reward"], 3)
    } at step ${last.step}.`
}

const entropies = (evaluated: ReadonlyArray<MetricsLine>): string =>
  `The entropy of held-out completions went from ${fixed(evaluated[0].metrics["eval/entropy"], 3)} to ${
    fixed(evaluated[evaluated.length - 1].metrics["eval/entropy"], 3)
  } nats a token.`

const apart = (a: MetricsLine, b: MetricsLine): string =>
  a.metrics["eval/accuracy_low"] > b.metrics["eval/accuracy_high"]
    ? "clearly above"
    : a.metrics["eval/accuracy_high"] < b.metrics["eval/accuracy_low"]
    ? "clearly below"
    : "not clearly apart from"

const interval = (metrics: Metrics): string => `${fixed(metrics["eval/accuracy"], 3)} ${bounds(metrics)}`

const bounds = (metrics: Metrics): string =>
  `[${fixed(metrics["eval/accuracy_low"], 3)}, ${fixed(metrics["eval/accuracy_high"], 3)}]`

/** As `toFixed`, without a minus before zero. */
const fixed = (value: number | undefined, digits = 3): string =>
  value === undefined ? "" : value.toFixed(digits).replace(/^-(?=[0.]+$)/, "")
