import { experiments, trainedWorlds } from "../scale.ts"
import { baseClaims } from "./base_claims.ts"
import { entropyClaims } from "./entropy_claims.ts"
import type { Figure } from "./figure.ts"
import { heights } from "./heights.ts"
import { panels } from "./panels.ts"
import { curves } from "./rewards.ts"
import { worldClaims } from "./world_claims.ts"

/** Figure 1. */
export const baseCurves: Figure = {
  name: "base_curves",
  title: "Base models under five rewards",
  question: "Does accuracy rise, when does it peak, and does it fall below the start?",
  experiments: (scale) =>
    trainedWorlds(scale).flatMap((world) => experiments(scale, { world, objectives: [...curves, "random"] })),
  draw: (results) => {
    const worlds = trainedWorlds(results.scale)
    return {
      notes: [
        "Each curve is the mean of all seeds, its band the bootstrap interval. Self-certainty rewards distributions over the next " +
        "token that are far from a uniform guess, token-entropy those of low entropy; trajectory-mean and trajectory-sum reward the " +
        "log-probability of what was written, by token and in all. Exact-answer is told which answers are right (RLVR), and is " +
        "what internal feedback does without; random is what updates at this rate do by themselves. The level line is the start model at " +
        "a lower temperature: less noise, and no training.",
        "Rewards have units of their own, so each is drawn from its lowest mean, 0, to its highest, 1; they are means over the " +
        "updates since the last evaluation.",
        "Two things are called a height: a table's peak may be the start itself, while the rise that claims are about is the " +
        "highest accuracy after the start, minus the start, and below 0 where accuracy only falls.",
        "Under exact-answer entropy falls about as fast and as far, and completions become shorter, so that says nothing of internal " +
        "feedback: what is claimed is the difference from exact-answer. The sound and the wrong-mode world differ in the entropy " +
        "and the form of their base models as well, so that a gain in the one and none in the other is not the mode's doing alone.",
      ],
      pictures: worlds.map((world) => ({
        title: `Base models of the ${world} world`,
        panels: panels(results, { world, objectives: [...curves, "random"] }),
      })),
      tables: worlds.map((world) =>
        heights(results, { world, objectives: curves, title: `Accuracy in the ${world} world` })
      ),
      claims: [
        ...baseClaims(results),
        ...entropyClaims(results),
        ...worlds.includes("wrong-mode") ? worldClaims(results) : [],
      ],
    }
  },
}
