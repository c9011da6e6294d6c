import type { Curve, Panel } from "../plot/panel.ts"
import { plate, swatch } from "../plot/plate.ts"
import type { Metrics } from "../stage/step.ts"
import { escaped } from "./harmless.ts"
import type { RunRecord } from "./run_record.ts"

/** What may be drawn of a run, most important first: a metric, and how it is called. */
const known: ReadonlyArray<{ readonly key: string; readonly title: string; readonly y: string; readonly of1?: true }> =
  [
    { key: "eval/accuracy", title: "Held-out accuracy", y: "correct, 95% interval", of1: true },
    { key: "reward", title: "Reward (trained on)", y: "mean over completions" },
    { key: "entropy", title: "Entropy of the batch", y: "nats a token" },
    { key: "completions/mean_length", title: "Length", y: "tokens a completion" },
    { key: "rewards/exact_answer/mean", title: "Right in the batch", y: "share of completions", of1: true },
    { key: "kl", title: "KL from the first weights", y: "nats a token" },
    { key: "sampling/sampling_logp_difference/mean", title: "Mismatch of sampler and learner", y: "nats a token" },
    { key: "grad_norm", title: "Norm of the gradient", y: "before clipping" },
    { key: "learning_rate", title: "Learning rate", y: "rate" },
    { key: "completions/clipped_ratio", title: "Cut by the limit", y: "share of completions", of1: true },
    { key: "step_time", title: "Time of an update", y: "seconds" },
    { key: "memory", title: "Memory", y: "MiB" },
  ]

/** The panels of those metrics that any of the runs has; a guard's decisions are marks in each. */
export const panelsOf = (runs: ReadonlyArray<RunRecord>): ReadonlyArray<Panel> =>
  known.flatMap(({ key, title, y, of1 }): ReadonlyArray<Panel> => {
    const curves = runs.map((run) => curveOf(run, key))
    // What is 0 throughout, such as the share of completions that were cut, is nothing to see.
    if (curves.every(({ points }) => points.every(({ y }) => y === 0))) return []
    const marks = runs.flatMap(({ decisions }, curve) =>
      decisions.map(({ step, decision }) => ({ x: step, label: decision, curve }))
    )
    return [{ title, x: "step", y, curves, marks, ...of1 ? { unit: "percent", peaks: key === "eval/accuracy" } : {} }]
  })

const curveOf = ({ name, lines }: RunRecord, key: string): Curve => ({
  name,
  points: lines.flatMap(({ step, metrics }) => {
    const y = metrics[key]
    return y === undefined || !Number.isFinite(y) ? [] : [{ x: step, y, ...intervalOf(metrics, key) }]
  }),
})

const intervalOf = (metrics: Metrics, key: string) => {
  const [low, high] = [metrics[`${key}_low`], metrics[`${key}_high`]]
  return low === undefined || high === undefined ? {} : { interval: { low, high } }
}

/** The curves of some runs, laid over each other, and a legend where there are several. */
export const curves = (runs: ReadonlyArray<RunRecord>): string => {
  const legend = runs.map(({ name }, i) =>
    `<li><span class="swatch ${swatch(i)}" aria-hidden="true"></span>${escaped(name)}</li>`
  )
  const plates = panelsOf(runs).map((panel) => `<figure>${plate(panel)}</figure>`)
  return plates.length === 0
    ? "<p>Nothing has been measured yet.</p>"
    : `${runs.length > 1 ? `<ul class="legend">${legend.join("")}</ul>` : ""}<div class="plates">${
      plates.join("\n")
    }</div>`
}
