import { claim } from "../claim.ts"
import type { World } from "../experiment.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments, trainedWorlds } from "../scale.ts"
import { against, change, doneOf, type Measure, over, rise } from "../summary.ts"
import type { Figure } from "./figure.ts"
import { heights } from "./heights.ts"
import { panels } from "./panels.ts"
import { controls, internal } from "./rewards.ts"

const largestMove: Measure = (rows) =>
  Math.max(...rows.map(({ metrics }) => Math.abs(metrics.accuracy - rows[0].metrics.accuracy)))

/** Figure 5: at the very learning rate of the curves that they control. */
export const controlRuns: Figure = {
  name: "controls",
  title: "Controls at the same learning rate",
  question: "How much of the rise and of the fall would happen without the reward?",
  experiments: (scale) => trainedWorlds(scale).flatMap((world) => experiments(scale, { world, objectives: controls })),
  draw: (results) => {
    const { scale } = results
    const worlds = trainedWorlds(scale)
    const of = (objective: ObjectiveName, world: World = "sound") =>
      experiments(scale, { world, objectives: [objective] })
    const seen = (objective: ObjectiveName, measure: Measure, world?: World) =>
      over(doneOf(results, of(objective, world)), measure)
    const random = (objective: ObjectiveName, measure: Measure) =>
      against(results, [of(objective), of("random")], measure)
    return {
      notes: [
        "A random reward shows what updates at this rate do by themselves, a constant one must do nothing; shuffled is " +
        "self-certainty whose advantages are dealt to the completions of a problem at random. Majority vote (TTRL) rewards the " +
        "answer that most completions of a problem agree on. It needs no label either, but it needs answers.",
      ],
      pictures: worlds.map((world) => ({
        title: `Controls in the ${world} world`,
        panels: panels(results, { world, objectives: controls }),
      })),
      tables: worlds.map((world) =>
        heights(results, { world, objectives: controls, title: `Accuracy under controls in the ${world} world` })
      ),
      claims: [
        ...internal.flatMap((subject) => [
          claim("accuracy rises more than under a random reward", random(subject, rise("accuracy")), {
            subject,
            ours: true,
            written: "during",
            is: "above",
            of: "rise minus the random reward's",
          }),
          claim("accuracy ends lower than under a random reward", random(subject, change("accuracy")), {
            subject,
            ours: true,
            written: "before",
            is: "below",
            of: "end minus start, minus the random reward's",
          }),
          claim("entropy ends lower than under a random reward", random(subject, change("entropy")), {
            subject,
            ours: true,
            written: "before",
            is: "below",
            of: "end minus start, minus the random reward's, nats",
          }),
        ]),
        claim(
          "self-certainty rises more than with its advantages shuffled",
          against(results, [of("self-certainty"), of("shuffled")], rise("accuracy")),
          { ours: true, written: "during", is: "above", of: "rise minus that of shuffled" },
        ),
        claim("majority vote improves a base model", seen("majority-vote", change("accuracy")), {
          ours: true,
          written: "during",
          is: "above",
          of: "end minus start",
        }),
        claim(
          "majority vote ends within .1 of exact-answer",
          against(results, [of("majority-vote"), of("exact-answer")], change("accuracy")),
          { ours: true, written: "during", is: "above", bound: -0.1, of: "end minus that of exact-answer, above −.1" },
        ),
        ...worlds.includes("wrong-mode")
          ? [
            claim(
              "majority vote makes models whose mode is wrong worse",
              seen("majority-vote", change("accuracy"), "wrong-mode"),
              { ours: true, written: "during", is: "below", of: "end minus start" },
            ),
          ]
          : [],
        claim("a constant reward moves nothing", seen("constant", largestMove), {
          check: true,
          ours: true,
          written: "before",
          is: "below",
          bound: 1e-9,
          of: "largest change of accuracy",
        }),
      ],
    }
  },
}
