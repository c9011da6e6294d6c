import { vocabulary } from "@rlif/core/data/arithmetic"
import { type Advice, advice, type Expectation, type Shown } from "@rlif/trainer/advise"
import type { Results } from "../summary.ts"
import { type Cell, rates } from "./cell.ts"
import { deciding, type Group, wrong } from "./group.ts"
import type { Rule } from "./rule.ts"
import { mean, scored } from "./scored.ts"
import type { Watch } from "./watch.ts"

/** What a start model shows, by the first batch of a run and the answers that it gave anew after every update. */
const shown = ({ updates: [{ columns }] }: Watch): Shown => ({
  entropy: columns.entropy,
  vocabulary: vocabulary.length,
  agreement: columns["answers/agreement"],
  unparsable: 0,
  cut: columns["completions/clipped_ratio"],
})

/** The advice before a run that is given without labels, and with those of all labelled problems. */
export const advised = (watch: Watch): { readonly without: Advice; readonly labelled: Advice } => {
  const greedy = Array.from(watch.likeliest, Number)
  // Eight answers, as the command asks.
  const asked = watch.updates.slice(0, 8)
  const sampled = greedy.map((_, i) => asked.reduce((sum, { before }) => sum + Number(before[i]), 0) / asked.length)
  return { without: advice(shown(watch)), labelled: advice({ ...shown(watch), labels: { sampled, greedy } }) }
}

/** What became of a run that was stopped: by .05 of accuracy or more it helped or harmed. */
export const outcome = (gain: number): Expectation => gain >= 0.05 ? "help" : gain <= -0.05 ? "harm" : "little"

/** The cells of one model at the faster rate, under self-certainty and token entropy. */
const models = (): ReadonlyArray<Group> => {
  const cells = [...deciding.cells, ...wrong.cells].filter(({ learningRate, objective }) =>
    learningRate === rates.fast && (objective === "self-certainty" || objective === "token-entropy")
  )
  const name = ({ world, instruct }: Pick<Cell, "world" | "instruct">) => `${world}, ${instruct} instruct`
  return [...new Set(cells.map(name))].map((one) => ({ name: one, cells: cells.filter((cell) => name(cell) === one) }))
}

/** A model: what was said of it before training, and what became of it. */
export interface Judged {
  readonly model: string
  readonly seed: number
  readonly without: Expectation
  readonly labelled: Expectation
  readonly found: Expectation
}

/** Every model that is there, with the rule that the other seeds choose; the gain is the mean of the two rewards. */
export const judged = (
  results: Pick<Results, "watch">,
  chosen: ReadonlyArray<{ readonly seed: number; readonly rule: Rule }>,
): ReadonlyArray<Judged> =>
  chosen.flatMap(({ seed, rule }) =>
    models().flatMap((group) => {
      const runs = scored(results, group, { rule, seeds: [seed] })
      const watch = results.watch({ ...group.cells[0], seed })
      if (runs.length < group.cells.length || watch === undefined) return []
      const { without, labelled } = advised(watch)
      return [{
        model: group.name,
        seed,
        without: without.expect,
        labelled: labelled.expect,
        found: outcome(mean(runs.map(({ gain }) => gain))),
      }]
    })
  )
