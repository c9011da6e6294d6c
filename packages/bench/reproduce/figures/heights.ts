import type { Table } from "../../report/drawing.ts"
import { show } from "../claim.ts"
import { experiments } from "../scale.ts"
import { at, doneOf, over, peak, peakOf, type Results } from "../summary.ts"
import type { Runs } from "./panels.ts"

/** Start, peak and end of the accuracy under each objective; the peak, which may be the start, where the other seeds have it. */
export const heights = (
  results: Results,
  { title, objectives, ...model }: Runs & { readonly title: string },
): Table => ({
  title,
  headers: ["reward", "start", "peak", "at updates", "end", "greedy: start", "greedy: end", "seeds"],
  rows: objectives.map((objective) => {
    const done = doneOf(results, experiments(results.scale, { ...model, objectives: [objective] }))
    if (done.length === 0) return [objective, ...Array.from({ length: 6 }, () => "not run"), "0"]
    const { least, most } = over(done, (rows, others) => rows[peakOf("accuracy")(rows, others)].step)
    return [
      objective,
      show(over(done, at("accuracy", 0))),
      show(over(done, peak("accuracy"))),
      least === most ? `${least}` : `${least} to ${most}`,
      show(over(done, at("accuracy"))),
      show(over(done, at("greedy", 0))),
      show(over(done, at("greedy"))),
      String(done.length),
    ]
  }),
})
