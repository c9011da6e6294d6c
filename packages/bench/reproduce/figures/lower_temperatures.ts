import { claim } from "../claim.ts"
import { cooled } from "../observation.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments } from "../scale.ts"
import { at, curve, doneOf, minus, over, peak } from "../summary.ts"
import { coolness } from "./coolness.ts"
import { eights } from "./eights.ts"
import type { Figure } from "./figure.ts"
import { curves, internal } from "./rewards.ts"

const temperature = 0.3

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
    const of = (metric: string) => curves.map((name, i) => curve(name, done[i], metric))
    const level = (metric: string) => {
      const { points } = curve(`start at temperature ${temperature}`, done[0], metric)
      const [first] = points
      return {
        name: `start at temperature ${temperature}`,
        points: first === undefined ? [] : of("accuracy")[0].points.map(({ x }) => ({ x, y: first.y })),
      }
    }
    return {
      notes: [
        "Accuracy is that of completions sampled at temperature 1, before training and after. A lower temperature takes noise away as " +
        "training on certainty does, for nothing; what training gains it has to gain beyond that.",
      ],
      pictures: [{
        title: "Base models of the sound world, beside their start at a lower temperature",
        panels: [
          {
            title: "In the form asked for",
            x: "updates",
            y: "share that is right",
            unit: "percent",
            curves: [...of("accuracy"), level(cooled("accuracy", temperature))],
          },
          {
            title: "Right in any form",
            x: "updates",
            y: "share that is right",
            unit: "percent",
            curves: [...of("loose"), level(cooled("loose", temperature))],
          },
          {
            title: "At least one of eight",
            x: "updates",
            y: "share that is right, in any form",
            unit: "percent",
            curves: of("pass_8_loose"),
          },
        ],
      }],
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
          `accuracy rises above that of the start model at temperature ${temperature}`,
          over(done[i], minus(peak("accuracy"), at(cooled("accuracy", temperature), 0))),
          {
            subject,
            ours: true,
            written: "during",
            is: "above",
            of: `highest accuracy minus the start's at temperature ${temperature}`,
          },
        )
      ),
    }
  },
}
