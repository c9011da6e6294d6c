import type { ObjectiveName } from "../objectives.ts"
import type { World } from "../experiment.ts"
import { claim } from "../claim.ts"
import { experiments, trainedWorlds } from "../scale.ts"
import { against, at, change, doneOf, type Measure, minus, over, peak, rise } from "../summary.ts"
import type { Figure } from "./figure.ts"
import { heights } from "./heights.ts"
import { panels } from "./panels.ts"
import { curves, internal } from "./rewards.ts"

/** How far entropy rises from one evaluation to the next, where it rises most. */
const largestStep: Measure = (rows) =>
  Math.max(...rows.slice(1).map(({ metrics }, i) => metrics.entropy - rows[i].metrics.entropy))

/** Figure 1. */
export const baseCurves: Figure = {
  name: "base_curves",
  title: "Base models under five rewards",
  question: "Does accuracy rise, when does it peak, and does it fall below the start?",
  experiments: (scale) => trainedWorlds(scale).flatMap((world) => experiments(scale, { world, objectives: curves })),
  draw: (results) => {
    const { scale } = results
    const worlds = trainedWorlds(scale)
    const runs = (objective: ObjectiveName, world: World = "sound") =>
      experiments(scale, { world, objectives: [objective] })
    const seen = (objective: ObjectiveName, measure: Measure, world?: World) =>
      over(doneOf(results, runs(objective, world)), measure)
    const updates = 2 * scale.every
    const early = minus(at("accuracy", updates), at("accuracy", 0))
    return {
      notes: [
        "Each curve is the mean of all seeds, its band the bootstrap interval. Self-certainty rewards distributions over the next " +
        "token that are far from a uniform guess, token-entropy those of low entropy; trajectory-mean and trajectory-sum reward the " +
        "log-probability of what was written, by token and in all. Exact-answer is told which answers are right (RLVR), and is " +
        "what internal feedback does without.",
        "Rewards have units of their own, so each is drawn from its lowest mean, 0, to its highest, 1; they are means over the " +
        "updates since the last evaluation.",
      ],
      pictures: worlds.map((world) => ({
        title: `Base models of the ${world} world`,
        panels: panels(results, { world, objectives: curves }),
      })),
      tables: worlds.map((world) =>
        heights(results, { world, objectives: curves, title: `Accuracy in the ${world} world` })
      ),
      claims: [
        ...internal.flatMap((subject) => [
          claim("accuracy rises at first", seen(subject, rise("accuracy")), {
            subject,
            is: "above",
            of: "highest later accuracy minus start",
          }),
          claim("accuracy ends below its start", seen(subject, change("accuracy")), {
            subject,
            is: "below",
            of: "end minus start",
          }),
          claim("entropy falls", seen(subject, change("entropy")), {
            subject,
            is: "below",
            of: "end minus start, nats",
          }),
          claim("entropy falls monotonically", seen(subject, largestStep), {
            subject,
            is: "below",
            bound: 0.01,
            of: "largest rise between evaluations, below .01 nats",
          }),
        ]),
        claim("exact-answer (RLVR) improves a base model", seen("exact-answer", change("accuracy")), {
          is: "above",
          of: "end minus start",
        }),
        claim("exact-answer (RLVR) does not fall back", seen("exact-answer", minus(at("accuracy"), peak("accuracy"))), {
          is: "above",
          bound: -0.02,
          of: "end minus peak, above −.02",
        }),
        ...worlds.includes("wrong-mode")
          ? [
            ...internal.flatMap((subject) => [
              claim("where the mode is wrong, accuracy falls at once", seen(subject, early, "wrong-mode"), {
                subject,
                ours: true,
                is: "below",
                of: `after ${updates} updates minus start`,
              }),
              claim(
                "where the mode is wrong, it falls more than under a random reward",
                against(results, [runs(subject, "wrong-mode"), runs("random", "wrong-mode")], early),
                {
                  subject,
                  ours: true,
                  is: "below",
                  of: `after ${updates} updates minus start, minus the random reward's`,
                },
              ),
              claim(
                "it gains more where the mode is right",
                against(results, [runs(subject), runs(subject, "wrong-mode")], rise("accuracy")),
                { subject, ours: true, is: "above", of: "rise in the sound world minus that in the wrong-mode world" },
              ),
            ]),
            claim(
              "exact-answer (RLVR) improves models whose mode is wrong, too",
              seen("exact-answer", change("accuracy"), "wrong-mode"),
              { ours: true, is: "above", of: "end minus start" },
            ),
          ]
          : [],
      ],
    }
  },
}
