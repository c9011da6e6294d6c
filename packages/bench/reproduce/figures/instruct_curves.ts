import { claim } from "../claim.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments } from "../scale.ts"
import { against, at, doneOf, minus, over, peak } from "../summary.ts"
import { curves, heights, internal, panels } from "./base_curves.ts"
import type { Figure } from "./figure.ts"

/** With a control: a model that is certain is easily hurt by any update. */
const objectives: ReadonlyArray<ObjectiveName> = [...curves, "random"]

/** Figure 2. */
export const instructCurves: Figure = {
  name: "instruct_curves",
  title: "Its instruct sibling under the same rewards",
  question: "Does internal feedback help a model that is certain already?",
  experiments: (scale) => experiments(scale, { instruct: 1, objectives }),
  draw: (results) => {
    const model = { instruct: 1 }
    const start = at("accuracy", 0)
    return {
      pictures: [{ title: "Instruct models", panels: panels(results, { ...model, objectives }) }],
      tables: [{ title: "Accuracy of instruct models", ...heights(results, model, objectives) }],
      claims: internal.flatMap((objective) => {
        const pair = [objective, "random" as const].map((one) =>
          experiments(results.scale, { ...model, objectives: [one] })
        )
        const done = doneOf(results, pair[0])
        return [
          claim(`${objective} on instruct: little gain`, over(done, minus(peak("accuracy"), start)), {
            is: "below",
            bound: 0.1,
            of: "peak minus start, below .1",
          }),
          claim(`${objective} on instruct: then a loss`, over(done, minus(at("accuracy"), start)), {
            is: "below",
            of: "end minus start",
          }),
          claim(
            `${objective} on instruct: the loss is the reward's (ours)`,
            against(results, pair, minus(at("accuracy"), start)),
            { is: "below", of: "end minus start, minus the random reward's" },
          ),
        ]
      }),
    }
  },
}
