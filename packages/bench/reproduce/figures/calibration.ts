import { claim, show } from "../claim.ts"
import type { Bins, Calibration } from "../observation.ts"
import { experiments } from "../scale.ts"
import { doneOf, type Measure, minus, over, peakOf } from "../summary.ts"
import { internal } from "./base_curves.ts"
import type { Figure } from "./figure.ts"

const sum = (bins: Bins, of: (bin: Bins[number]) => number) => bins.reduce((total, bin) => total + of(bin), 0)

/** `sum_b n_b / n |mean probability - share right|`, over ten bins. */
export const calibrationError = (bins: Bins): number =>
  sum(bins, ([, probability, right]) => Math.abs(probability - right)) / Math.max(1, sum(bins, ([count]) => count))

/** Mean probability minus the share that is right: below 0 a model knows more than it believes, above 0 it believes more. */
export const overconfidence = (bins: Bins): number =>
  sum(bins, ([, probability, right]) => probability - right) / Math.max(1, sum(bins, ([count]) => count))

const when = {
  start: () => 0,
  peak: peakOf("accuracy"),
  end: (rows) => rows.length - 1,
} satisfies Record<string, Measure>

const measured = (of: (bins: Bins) => number, kind: keyof Calibration, index: Measure): Measure => (rows, others) =>
  of(rows[index(rows, others)].bins[kind])

/** Figure 6. */
export const calibration: Figure = {
  name: "calibration",
  title: "From too little confidence to too much",
  question: "Is the model's probability of what it wrote a fair estimate of being right: before, at the peak, after?",
  experiments: (scale) => experiments(scale, { objectives: internal }),
  draw: (results) => {
    const done = internal.map((objective) => doneOf(results, experiments(results.scale, { objectives: [objective] })))
    const cells = (of: (bins: Bins) => number, kind: keyof Calibration, i: number) =>
      Object.values(when).map((index) =>
        done[i].length === 0 ? "not run" : show(over(done[i], measured(of, kind, index)))
      )
    const headers = ["reward", "start", "peak", "end", "error: start", "error: peak", "error: end"]
    const table = (kind: keyof Calibration, title: string) => ({
      title,
      headers,
      rows: internal.map((objective, i) => [
        objective,
        ...cells(overconfidence, kind, i),
        ...cells(calibrationError, kind, i),
      ]),
    })
    const line = (kind: keyof Calibration) =>
      internal.map((name, i) => ({
        name,
        points: (done[i][0] ?? []).map(({ step }, row) => {
          const { mean, low, high, seeds } = over(done[i], measured(overconfidence, kind, () => row))
          return { x: step, y: mean, ...(seeds > 1 ? { interval: { low, high } } : {}) }
        }),
      }))
    return {
      notes: [
        "Confidence is a probability that the model gave to what it wrote, in ten bins beside the share that was right; the " +
        "expected calibration error is the mean distance of the two. The answer's digit comes after the steps that decide it, so " +
        "it is nearly certain from the start. A whole completion is one of many that end in the same answer, so its " +
        "probability starts far below the share that is right: what counts is how far it moves.",
      ],
      pictures: [{
        title: "Confidence minus accuracy",
        panels: [
          {
            title: "Of whole completions",
            x: "updates",
            y: "mean probability − share right",
            curves: line("completion"),
          },
          { title: "Of the answer's digit", x: "updates", y: "mean probability − share right", curves: line("answer") },
        ],
      }],
      tables: [
        table("completion", "Whole completions: confidence minus accuracy, and expected calibration error"),
        table("answer", "The answer's digit, after the steps that led to it"),
      ],
      claims: internal.flatMap((subject, i) =>
        (["completion", "answer"] as const).flatMap((kind) => {
          const what = kind === "completion" ? "whole completions" : "the answer's digit"
          const start = measured(overconfidence, kind, when.start)
          const end = measured(overconfidence, kind, when.end)
          return [
            claim(`under-confident at first: ${what}`, over(done[i], start), {
              subject,
              is: "below",
              of: "confidence minus accuracy, start",
            }),
            claim(`over-confident in the end: ${what}`, over(done[i], end), {
              subject,
              is: "above",
              of: "confidence minus accuracy, end",
            }),
            claim(`more confident than right, more and more: ${what}`, over(done[i], minus(end, start)), {
              subject,
              is: "above",
              of: "confidence minus accuracy, end minus start",
            }),
          ]
        })
      ),
    }
  },
}
