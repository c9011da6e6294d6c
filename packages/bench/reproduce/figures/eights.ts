import type { Table } from "../../report/drawing.ts"
import { show } from "../claim.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments } from "../scale.ts"
import { at, doneOf, over, type Results } from "../summary.ts"
import type { Runs } from "./panels.ts"

/** One completion and eight, before training and after: pass@1 and pass@8, right in any form. */
export const eights = (
  results: Results,
  { title, objectives, ...model }: Runs & { readonly title: string },
): Table => ({
  title,
  headers: ["reward", "pass@1: start", "pass@1: end", "pass@8: start", "pass@8: end"],
  rows: objectives.map((objective: ObjectiveName) => {
    const done = doneOf(results, experiments(results.scale, { ...model, objectives: [objective] }))
    return [
      objective,
      ...["loose", "pass_8_loose"].flatMap((metric) =>
        [0, undefined].map((step) => done.length === 0 ? "not run" : show(over(done, at(metric, step))))
      ),
    ]
  }),
})
