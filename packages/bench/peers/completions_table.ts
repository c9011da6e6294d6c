// Tables of completions: against Transformers.js, and by length.
import { median } from "../ablations/median.ts"
import type { Table } from "../report/drawing.ts"
import { wholeOf } from "./answer.ts"
import { agreeing, type CompletionsCompared, subject } from "./completions_compared.ts"
import { isMeasured, type Measured } from "./rounds.ts"
import { ratio, seconds } from "./steps_table.ts"

/** A row a peer and a number of rows. */
export const completionsTable = (compared: ReadonlyArray<CompletionsCompared>): Table => ({
  title: `greedy completions of the exported model ${subject}`,
  headers: ["rows", "whose", "s (processors)", "ratio", "tokens a second", "the same tokens", "peak, MiB"],
  rows: compared.flatMap(({ request: { rows, newTokens }, outcomes }) => {
    const [first] = outcomes
    const same = agreeing(outcomes)
    return outcomes.map((outcome) => {
      if (!isMeasured(outcome)) return [`${rows}`, outcome.peer.name, outcome.absent, "", "", "", ""]
      const against = outcome === first || !isMeasured(first) ? undefined : first
      return [
        `${rows}`,
        outcome.peer.name,
        seconds(outcome.answers.map(wholeOf)),
        against === undefined ? "" : ratio(outcome, against, wholeOf),
        perSecond(outcome, "wall"),
        against === undefined || same === undefined ? "" : `${same} of ${rows * newTokens}`,
        peakOf(outcome),
      ]
    })
  }),
})

/** A row a length. */
export const lengthsTable = (measured: ReadonlyArray<CompletionsCompared>): Table => ({
  title: `sampling by length: ${subject}, 4 rows, rlif alone`,
  headers: ["new tokens", "s (processors)", "tokens a second", "a second of a processor", "peak, MiB"],
  rows: measured.map(({ request: { newTokens }, outcomes: [outcome] }) =>
    isMeasured(outcome)
      ? [
        `${newTokens}`,
        seconds(outcome.answers.map(wholeOf)),
        perSecond(outcome, "wall"),
        perSecond(outcome, "cpu"),
        peakOf(outcome),
      ]
      : [`${newTokens}`, outcome.absent, "", "", ""]
  ),
})

const perSecond = ({ answers }: Measured, clock: "wall" | "cpu"): string =>
  median(answers.map((answer) => answer.tokens / wholeOf(answer)[clock])).toFixed(0)

const peakOf = ({ answers }: Measured): string => (Math.max(...answers.map(({ peak }) => peak)) / 2 ** 20).toFixed(0)
