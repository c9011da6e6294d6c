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
      notes: [
        "The same models after some more reading, of clean solutions only: they start high and certain. The random reward is a " +
        "control: what any update at this rate does to such a model.",
      ],
      pictures: [{ title: "Instruct models", panels: panels(results, { ...model, objectives }) }],
      tables: [{ title: "Accuracy of instruct models", ...heights(results, model, objectives) }],
      claims: internal.flatMap((subject) => {
        const pair = [subject, "random" as const].map((one) =>
          experiments(results.scale, { ...model, objectives: [one] })
        )
        const done = doneOf(results, pair[0])
        return [
          claim("an instruct model gains little", over(done, minus(peak("accuracy"), start)), {
            subject,
            is: "below",
            bound: 0.1,
            of: "peak minus start, below .1",
          }),
          claim("and then loses", over(done, minus(at("accuracy"), start)), {
            subject,
            is: "below",
            of: "end minus start",
          }),
          claim(
            "its loss is the reward's, not noise",
            against(results, pair, minus(at("accuracy"), start)),
            { subject, ours: true, is: "below", of: "end minus start, minus the random reward's" },
          ),
        ]
      }),
    }
  },
}
