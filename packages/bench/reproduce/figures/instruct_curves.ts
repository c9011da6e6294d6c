import { claim } from "../claim.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments } from "../scale.ts"
import { against, change, doneOf, over, rise, times } from "../summary.ts"
import type { Figure } from "./figure.ts"
import { heights } from "./heights.ts"
import { panels } from "./panels.ts"
import { curves, internal, repeated } from "./rewards.ts"

/** With a control: a model that is certain is easily hurt by any update. */
const objectives: ReadonlyArray<ObjectiveName> = [...curves, "random"]

/** Figure 2. */
export const instructCurves: Figure = {
  name: "instruct_curves",
  title: "Their instruct siblings under the same rewards",
  question: "Does internal feedback help a model that is certain already?",
  experiments: (scale) => experiments(scale, { instruct: 1, objectives }),
  draw: (results) => {
    const runs = (objective: ObjectiveName) => experiments(results.scale, { instruct: 1, objectives: [objective] })
    return {
      notes: [
        "The same models after some more reading, of clean solutions only: they start high and certain, so that little is left to " +
        "gain; what exact-answer gains is the measure of that. The random reward is a control: what any update at this rate does " +
        "to such a model.",
      ],
      pictures: [{ title: "Instruct models", panels: panels(results, { instruct: 1, objectives }) }],
      tables: [heights(results, { instruct: 1, objectives, title: "Accuracy of instruct models" })],
      claims: [
        ...internal.flatMap((subject) => [
          claim(
            "an instruct model gains little: less than half of what exact-answer gains",
            against(results, [runs(subject), runs("exact-answer")], [rise("accuracy"), times(0.5, rise("accuracy"))]),
            {
              subject,
              check: repeated(subject),
              written: "during",
              is: "below",
              of: "rise minus half of that under exact-answer",
            },
          ),
          claim("an instruct model ends below its start", over(doneOf(results, runs(subject)), change("accuracy")), {
            subject,
            check: repeated(subject),
            written: "before",
            is: "below",
            of: "end minus start",
          }),
          claim(
            "an instruct model ends lower than under a random reward",
            against(results, [runs(subject), runs("random")], change("accuracy")),
            { subject, ours: true, written: "before", is: "below", of: "end minus start, minus the random reward's" },
          ),
        ]),
        claim(
          "exact-answer (RLVR) improves an instruct model",
          over(doneOf(results, runs("exact-answer")), change("accuracy")),
          { written: "during", is: "above", of: "end minus start" },
        ),
      ],
    }
  },
}
