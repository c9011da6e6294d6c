import { experiments } from "../scale.ts"
import type { Figure } from "./figure.ts"

/** The shares of the instruct model. */
export const ratios = [0, 0.1, 0.2, 0.5, 1] as const

/** Figure 3. */
export const weightMixing: Figure = {
  name: "weight_mixing",
  title: "Models between base and instruct",
  question: "Does the entropy at the start decide what internal feedback gains?",
  experiments: (scale) =>
    ratios.flatMap((instruct) => experiments(scale, { instruct, objectives: ["self-certainty"] })),
}
