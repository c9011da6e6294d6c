// A table of the steps of a preset, a row a peer.
import { median } from "../ablations/median.ts"
import type { Table } from "../report/drawing.ts"
import { presets, sizesOf } from "../step/preset.ts"
import { type Answer, type Time, wholeOf } from "./answer.ts"
import { isMeasured, type Measured } from "./rounds.ts"
import type { StepsCompared } from "./steps_compared.ts"

const parts: Readonly<Record<string, (answer: Answer) => Time>> = {
  step: wholeOf,
  sampling: ({ times }) => times.sample,
  update: ({ times }) => times.update,
}

/**
 * Seconds, in parentheses those of all processors; how many times as long as the first peer takes in the same round; and the
 * roofline's share of the seconds.
 */
export const stepsTable = ({ preset, outcomes, bounds }: StepsCompared): Table => {
  const { prompts, completions, promptTokens, newTokens } = presets[preset]
  const { parameters, tokens } = sizesOf(presets[preset])
  const [first] = outcomes
  return {
    title: `${preset}: ${(parameters / 1e6).toFixed(1)} million parameters, ` +
      `${prompts} prompts of ${promptTokens} x ${completions} completions of ${newTokens} tokens, ${tokens} in all`,
    headers: [
      "whose",
      ...Object.keys(parts).flatMap((part) => [`${part}, s (processors)`, "ratio"]),
      "of the roofline: sampling, update",
      "peak, MiB",
    ],
    rows: outcomes.map((outcome) => {
      if (!isMeasured(outcome)) return [outcome.peer.name, outcome.absent, ...Array.from({ length: 7 }, () => "")]
      const times = Object.values(parts).flatMap((of) => [
        seconds(outcome.answers.map(of)),
        outcome === first || !isMeasured(first) ? "" : ratio(outcome, first, of),
      ])
      const least = bounds[outcome.peer.threads]
      const shares = ["sample", "update"].map((part) =>
        `${(100 * least[part] / median(outcome.answers.map(({ times }) => times[part].wall))).toFixed(0)}%`
      )
      const peak = Math.max(...outcome.answers.map(({ peak }) => peak))
      return [outcome.peer.name, ...times, shares.join(", "), (peak / 2 ** 20).toFixed(0)]
    }),
  }
}

/** Medians over rounds. */
export const seconds = (times: ReadonlyArray<Time>): string =>
  `${median(times.map(({ wall }) => wall)).toFixed(2)} (${median(times.map(({ cpu }) => cpu)).toFixed(2)})`

/** The median of the ratios within a round, on the wall and over all processors. */
export const ratio = (of: Measured, to: Measured, part: (answer: Answer) => Time): string => {
  const over = (clock: keyof Time) =>
    median(of.answers.map((answer, i) => part(answer)[clock] / part(to.answers[i])[clock])).toFixed(2)
  return `${over("wall")} (${over("cpu")})`
}
