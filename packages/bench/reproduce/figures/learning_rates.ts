import type { ObjectiveName } from "../objectives.ts"
import { experiments } from "../scale.ts"
import { curves, heights, panels } from "./base_curves.ts"
import type { Figure } from "./figure.ts"

const objectives: ReadonlyArray<ObjectiveName> = [...curves, "random"]

/** The row of sensitivity: figure 1 and its random control at other learning rates. */
export const learningRates: Figure = {
  name: "learning_rates",
  title: "Other learning rates",
  question: "Are the shapes those of the rewards, or of one learning rate?",
  experiments: (scale) => scale.others.flatMap((other) => experiments(scale, { ...other, objectives })),
  draw: (results) => ({
    notes: [
      "At half the rate, with half as many updates more, and at twice the rate, for half as many; with fewer seeds.",
    ],
    pictures: results.scale.others.map((other) => ({
      title: `At a learning rate of ${other.learningRate}`,
      panels: panels(results, { ...other, objectives }),
    })),
    tables: results.scale.others.map((other) => ({
      title: `Accuracy at a learning rate of ${other.learningRate}`,
      ...heights(results, other, objectives),
    })),
    claims: [],
  }),
}
