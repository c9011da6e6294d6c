import { experiments } from "../scale.ts"
import { curves } from "./base_curves.ts"
import type { Figure } from "./figure.ts"

/** The row of sensitivity: figure 1 and its random control at other learning rates. */
export const learningRates: Figure = {
  name: "learning_rates",
  title: "Other learning rates",
  question: "Are the shapes those of the rewards, or of one learning rate?",
  experiments: (scale) =>
    scale.others.flatMap((other) => experiments(scale, { ...other, objectives: [...curves, "random"] })),
}
