import type { ObjectiveName } from "../objectives.ts"
import type { Rate } from "../scale.ts"
import { doneOf } from "../summary.ts"
import { coolness } from "./coolness.ts"
import { eights } from "./eights.ts"
import type { Figure } from "./figure.ts"
import { heights } from "./heights.ts"
import { mixedChecks, mixedClaims, mixedRuns } from "./mixed_claims.ts"
import { panels } from "./panels.ts"
import { curves } from "./rewards.ts"

const objectives: ReadonlyArray<ObjectiveName> = [...curves, "majority-vote", "random"]

const inWords = ({ learningRate, steps }: Rate) => `${steps} updates at ${learningRate}`

/** The world that is most like the paper's. */
export const mixedWorld: Figure = {
  name: "mixed_world",
  title: "Where the likeliest answer is right for some problems",
  question: "What does internal feedback gain beyond what less noise would, and what does it cost?",
  experiments: (scale) =>
    (scale.mixed?.rates ?? []).flatMap((rate) => objectives.flatMap((objective) => mixedRuns(scale, objective, rate))),
  draw: (results) => {
    const { scale } = results
    const seeds = scale.mixed?.seeds ?? []
    const rates = scale.mixed?.rates ?? []
    const model = (rate: Rate) => ({ world: "mixed", objectives, ...rate, seeds }) as const
    return {
      notes: [
        "In the mixed world an eighth of the steps are contested and mostly written wrongly, so that the likeliest answer is right for " +
        "two thirds of the problems; slips, checks, rambling and the form of answers are those of the sound world. What no reward " +
        "without labels can be expected to teach is how the other third ends.",
        "The design, the checks of the base models and all claims with their bounds were committed before the first run of these five " +
        "seeds, and the texts were made with one other seed. None of the two rates is the main one: a claim is decided by the rate at " +
        "which it holds less, seed by seed.",
        "The control is the start model itself at lower temperatures: what it answers with less noise, and no training.",
        ...scale.mixed === undefined ? ["This scale has no runs of this world."] : [],
      ],
      pictures: rates.map((rate) => ({
        title: `Base models of the mixed world, ${inWords(rate)}`,
        panels: panels(results, model(rate)),
      })),
      tables: [
        ...rates.map((rate) =>
          heights(results, { ...model(rate), title: `Accuracy in the mixed world, ${inWords(rate)}` })
        ),
        ...rates.map((rate) =>
          eights(results, { ...model(rate), title: `One completion and eight in any form, ${inWords(rate)}` })
        ),
        ...rates.slice(0, 1).map((rate) =>
          coolness("The start models of the mixed world", doneOf(results, mixedRuns(scale, "exact-answer", rate)))
        ),
      ],
      claims: [...mixedChecks(results), ...mixedClaims(results)],
    }
  },
}
