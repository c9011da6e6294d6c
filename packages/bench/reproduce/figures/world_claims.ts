import type { Claim } from "../../report/drawing.ts"
import { claim } from "../claim.ts"
import type { World } from "../experiment.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments } from "../scale.ts"
import { against, at, change, doneOf, minus, over, type Results, rise } from "../summary.ts"
import { internal } from "./rewards.ts"

/** What we claim of base models whose likeliest answer is wrong. */
export const worldClaims = (results: Results): ReadonlyArray<Claim> => {
  const { scale } = results
  const runs = (objective: ObjectiveName, world: World) => experiments(scale, { world, objectives: [objective] })
  const updates = 2 * scale.every
  const early = minus(at("accuracy", updates), at("accuracy", 0))
  return [
    ...internal.flatMap((subject) => [
      claim(
        "where the mode is wrong, accuracy falls at once",
        over(doneOf(results, runs(subject, "wrong-mode")), early),
        { subject, ours: true, written: "before", is: "below", of: `after ${updates} updates minus start` },
      ),
      claim(
        "where the mode is wrong, it falls more than under a random reward",
        against(results, [runs(subject, "wrong-mode"), runs("random", "wrong-mode")], early),
        {
          subject,
          ours: true,
          written: "during",
          is: "below",
          of: `after ${updates} updates minus start, minus the random reward's`,
        },
      ),
      claim(
        "it gains more in the sound world than in the wrong-mode world",
        against(results, [runs(subject, "sound"), runs(subject, "wrong-mode")], rise("accuracy")),
        {
          subject,
          ours: true,
          // The two differ in entropy and form as well: what the mode does is claimed of its mirror image.
          check: true,
          written: "during",
          is: "above",
          of: "rise in the one minus that in the other",
        },
      ),
    ]),
    claim(
      "exact-answer (RLVR) improves models whose mode is wrong, too",
      over(doneOf(results, runs("exact-answer", "wrong-mode")), change("accuracy")),
      { ours: true, written: "during", is: "above", of: "end minus start" },
    ),
  ]
}
