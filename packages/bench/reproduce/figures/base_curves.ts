import { type ObjectiveName } from "../objectives.ts"
import { experiments } from "../scale.ts"
import type { Figure } from "./figure.ts"

/** The internal rewards of the paper, and the verifiable one beside them. */
export const curves: ReadonlyArray<ObjectiveName> = [
  "self-certainty",
  "token-entropy",
  "trajectory-mean",
  "trajectory-sum",
  "exact-answer",
]

/** Figure 1. */
export const baseCurves: Figure = {
  name: "base_curves",
  title: "A base model under five rewards",
  question: "Does accuracy rise, when does it peak, and does it fall below the start?",
  experiments: (scale) =>
    scale.worlds.filter((world) => world !== "right-mode")
      .flatMap((world) => experiments(scale, { world, objectives: curves })),
}
