import { claim } from "../claim.ts"
import type { World } from "../experiment.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments, type Scale } from "../scale.ts"
import { against, rise } from "../summary.ts"
import type { Figure } from "./figure.ts"
import { heights } from "./heights.ts"
import { panels } from "./panels.ts"

const rewards = ["self-certainty", "token-entropy"] as const satisfies ReadonlyArray<ObjectiveName>
const objectives: ReadonlyArray<ObjectiveName> = [...rewards, "random"]

/** Both sides of the mirror, where a scale has them. */
const sides = ({ worlds }: Scale): ReadonlyArray<World> =>
  worlds.includes("right-mode") ? ["right-mode", "wrong-mode"] : []

/** The wrong-mode world in the mirror. */
export const mirror: Figure = {
  name: "mirror",
  title: "The wrong-mode world in the mirror",
  question: "Does the same reward gain where the mode is right and harm where it is wrong, all else being equal?",
  experiments: (scale) => sides(scale).flatMap((world) => experiments(scale, { world, objectives })),
  draw: (results) => {
    const worlds = sides(results.scale)
    const runs = (objective: ObjectiveName, world: World) =>
      experiments(results.scale, { world, objectives: [objective] })
    return {
      notes: [
        "Texts of the right-mode world are those of the wrong-mode world but for the truth: of the two results that they give for a " +
        "contested step the other one is true, so that the likeliest answer is right for all problems. Entropy, form and style at the " +
        "start are the same, so a difference of gains is the mode's doing. Of the four rewards two were trained here, and the random one as their control.",
        ...worlds.length === 0 ? ["This scale has no runs of these worlds."] : [],
      ],
      pictures: worlds.map((world) => ({
        title: `Base models of the ${world} world`,
        panels: panels(results, { world, objectives }),
      })),
      tables: worlds.map((world) =>
        heights(results, {
          world,
          objectives,
          title: `Accuracy in the ${world} world, under two rewards and their control`,
        })
      ),
      claims: worlds.length === 0 ? [] : rewards.map((subject) =>
        claim(
          "it gains more where the mode is right than in the mirror image, where it is wrong",
          against(results, [runs(subject, "right-mode"), runs(subject, "wrong-mode")], rise("accuracy")),
          { subject, ours: true, written: "during", is: "above", of: "rise in the one minus that in the other" },
        )
      ),
    }
  },
}
