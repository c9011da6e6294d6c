import { claim } from "../claim.ts"
import { cooled } from "../observation.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments } from "../scale.ts"
import { at, doneOf, minus, over, peak } from "../summary.ts"
import { coolness } from "./coolness.ts"
import { eights } from "./eights.ts"
import type { Figure } from "./figure.ts"
import { cold } from "./panels.ts"
import { curves, internal } from "./rewards.ts"

/** The control of a gain that is no more than less noise: the start model, asked at a lower temperature. */
export const lowerTemperatures: Figure = {
  name: "lower_temperatures",
  title: "The start model at lower temperatures",
  question: "How much of the gain is had without any training, by sampling with less noise?",
  experiments: (scale) => [
    ...experiments(scale, { objectives: curves }),
    ...scale.worlds.flatMap((world) => experiments(scale, { world, objectives: ["constant"], steps: 0 })),
  ],
  draw: (results) => {
    const { scale } = results
    const runs = (objective: ObjectiveName) => experiments(scale, { objectives: [objective] })
    const done = curves.map((objective) => doneOf(results, runs(objective)))
    return {
      notes: [
        "Accuracy is that of completions sampled at temperature 1, before training and after. A lower temperature takes noise away as " +
        "training on certainty does, for nothing; what training gains it has to gain beyond that. The pictures of base models have it as a line.",
      ],
      pictures: [],
      tables: [
        ...scale.worlds.map((world) =>
          coolness(
            `Start models of the ${world} world`,
            doneOf(results, experiments(scale, { world, objectives: ["constant"], steps: 0 })),
          )
        ),
        eights(results, {
          objectives: curves,
          title: "One completion and eight in the sound world, right in any form",
        }),
      ],
      claims: internal.map((subject, i) =>
        claim(
          `accuracy rises above that of the start model at temperature ${cold}`,
          over(done[i], minus(peak("accuracy"), at(cooled("accuracy", cold), 0))),
          {
            subject,
            ours: true,
            written: "during",
            is: "above",
            of: `highest accuracy minus the start's at temperature ${cold}`,
          },
        )
      ),
    }
  },
}
