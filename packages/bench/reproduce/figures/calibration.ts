import type { Panel } from "@rlif/trainer/plot"
import { claim, show } from "../claim.ts"
import type { ObjectiveName } from "../objectives.ts"
import type { Bins, Calibration } from "../observation.ts"
import type { Row } from "../run.ts"
import { experiments } from "../scale.ts"
import { against, doneOf, type Measure, minus, over, peakOf } from "../summary.ts"
import type { Figure } from "./figure.ts"
import { internal, repeated } from "./rewards.ts"

const objectives: ReadonlyArray<ObjectiveName> = [...internal, "exact-answer", "random"]

/** How many answers there are in bins. */
const answers = (bins: Bins): number => sum(bins, ([count]) => count)

const sum = (bins: Bins, of: (bin: Bins[number]) => number) => bins.reduce((total, bin) => total + of(bin), 0)

/** `sum_b n_b / n |mean probability - share right|`, over ten bins; of no answers it is no number. */
export const calibrationError = (bins: Bins): number =>
  sum(bins, ([, probability, right]) => Math.abs(probability - right)) / answers(bins)

/** Mean probability minus the share that is right: below 0 a model knows more than it believes, above 0 it believes more. */
export const overconfidence = (bins: Bins): number =>
  sum(bins, ([, probability, right]) => probability - right) / answers(bins)

/** The last evaluation at which half of the problems still had an answer: a model that answers nothing has no calibration. */
export const lastAnswered = (problems: number): Measure => (rows) =>
  rows.findLastIndex(({ bins }) => answers(bins.answer) >= problems / 2)

const measured = (of: (bins: Bins) => number, kind: keyof Calibration, index: Measure): Measure => (rows, others) => {
  const row = rows[index(rows, others)]
  return row === undefined ? NaN : of(row.bins[kind])
}

/** Figure 6. */
export const calibration: Figure = {
  name: "calibration",
  title: "From too little confidence to too much",
  question: "Is the model's probability of what it wrote a fair estimate of being right: before, at the peak, after?",
  experiments: (scale) => experiments(scale, { objectives }),
  draw: (results) => {
    const { problems } = results.scale
    const runs = (objective: ObjectiveName) => experiments(results.scale, { objectives: [objective] })
    const done = objectives.map((objective) => doneOf(results, runs(objective)))
    const end = lastAnswered(problems)
    const when = { start: () => 0, peak: peakOf("accuracy"), end } satisfies Record<string, Measure>
    const moments = Object.entries(when)
    const cells = (of: (bins: Bins) => number, kind: keyof Calibration, i: number) =>
      moments.map(([, index]) => done[i].length === 0 ? "not run" : show(over(done[i], measured(of, kind, index))))
    const table = (kind: keyof Calibration, title: string) => ({
      title: `${title}: confidence minus accuracy, and expected calibration error`,
      headers: ["reward", "start", "peak", "end", "error: start", "error: peak", "error: end"],
      rows: objectives.map((objective, i) => [
        objective,
        ...cells(overconfidence, kind, i),
        ...cells(calibrationError, kind, i),
      ]),
    })
    const growth = (kind: keyof Calibration) =>
      minus(measured(overconfidence, kind, end), measured(overconfidence, kind, when.start))
    const reliability = (kind: keyof Calibration): ReadonlyArray<Panel> =>
      moments.map(([moment, index]) => ({
        title: { start: "At the start", peak: "At the peak", end: "At the end" }[moment]!,
        x: "confidence",
        y: "share that is right",
        unit: "percent",
        curves: [
          ...objectives.map((name, i) => ({ name, points: pooled(done[i], kind, index) })),
          { name: "fair", points: [0, 1].map((x) => ({ x, y: x })) },
        ],
      }))
    return {
      notes: [
        "Confidence is the probability that the model gave to what it wrote; completions without an answer are left out, and the " +
        "end is the last evaluation at which half of the problems had one. The expected calibration error is the mean distance of " +
        "confidence from the share that is right, over ten bins. Bins of less than 20 answers, over all seeds, are not drawn.",
        "The answer's digit comes after the steps that decide it, so it is nearly certain from the start, unlike the paper's " +
        "answers. A whole completion is one of many that end in the same answer, so its probability is far below the share that is " +
        "right at first, and any sharpening raises it: exact-answer is beside it for comparison. Answers are over-confident at the start " +
        "already, and in the end under exact-answer and the random reward too, so that what counts is the difference.",
      ],
      pictures: [
        { title: "The answer's digit, over all seeds", panels: reliability("answer") },
        { title: "Whole completions, over all seeds", panels: reliability("completion") },
      ],
      tables: [
        table("answer", "The answer's digit, after the steps that led to it"),
        table("completion", "Whole completions"),
        {
          title:
            "Where the end is: the last update at which half of the problems have an answer, and answers at the last of all",
          headers: ["reward", "update", "share of problems with an answer in the end"],
          rows: objectives.map((objective, i) => {
            if (done[i].length === 0) return [objective, "not run", "not run"]
            const { least, most } = over(done[i], (rows) => rows[end(rows, [])]?.step ?? NaN)
            const left = over(done[i], (rows) => answers(rows[rows.length - 1].bins.answer) / problems)
            return [objective, least === most ? `${least}` : `${least} to ${most}`, show(left)]
          }),
        },
      ],
      claims: [
        // All rewards start from the same model, so this is one measurement.
        claim("answers are under-confident at first", over(done[0], measured(overconfidence, "answer", when.start)), {
          written: "during",
          is: "below",
          of: "the digit's confidence minus accuracy, start",
        }),
        ...internal.flatMap((subject, i) => [
          claim(
            "answers end more over-confident than under exact-answer",
            against(results, [runs(subject), runs("exact-answer")], measured(overconfidence, "answer", end)),
            {
              subject,
              check: repeated(subject),
              written: "after",
              is: "above",
              of: "the digit's confidence minus accuracy, end, minus exact-answer's",
            },
          ),
          claim("the confidence of answers outgrows their accuracy", over(done[i], growth("answer")), {
            subject,
            check: repeated(subject),
            written: "during",
            is: "above",
            of: "the digit's confidence minus accuracy, end minus start",
          }),
          claim(
            "the confidence of whole completions outgrows accuracy more than under exact-answer",
            against(results, [runs(subject), runs("exact-answer")], growth("completion")),
            {
              subject,
              ours: true,
              written: "during",
              is: "above",
              of: "confidence minus accuracy, end minus start, minus exact-answer's",
            },
          ),
        ]),
        ...objectives.map((subject, i) =>
          claim("answers are over-confident in the end", over(done[i], measured(overconfidence, "answer", end)), {
            subject,
            check: true,
            written: "during",
            is: "above",
            of: "the digit's confidence minus accuracy, end",
          })
        ),
      ],
    }
  },
}

/** Bins of all seeds together: mean confidence and the share that is right. */
const pooled = (runs: ReadonlyArray<ReadonlyArray<Row>>, kind: keyof Calibration, index: Measure) => {
  const bins = runs.flatMap((rows, i) => {
    const row = rows[index(rows, runs.toSpliced(i, 1))]
    return row === undefined ? [] : [row.bins[kind]]
  })
  return Array.from({ length: 10 }, (_, b) => {
    const [count, probability, right] = [0, 1, 2].map((part) => bins.reduce((sum, bin) => sum + bin[b][part], 0))
    return { count, x: probability / count, y: right / count }
  }).filter(({ count }) => count >= 20)
}
