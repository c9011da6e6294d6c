import { claim } from "../claim.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments } from "../scale.ts"
import { against, at, doneOf, type Measure, minus, over, peak } from "../summary.ts"
import { heights, internal, panels } from "./base_curves.ts"
import type { Figure } from "./figure.ts"

/** Rewards that know nothing, and one that knows what most completions say. */
export const controls: ReadonlyArray<ObjectiveName> = ["random", "constant", "shuffled", "majority-vote"]

/** Figure 5: at the very learning rate of the curves that they control. */
export const controlRuns: Figure = {
  name: "controls",
  title: "Controls at the same learning rate",
  question: "How much of the rise and of the fall would happen without the reward?",
  experiments: (scale) =>
    scale.worlds.filter((world) => world !== "right-mode")
      .flatMap((world) => experiments(scale, { world, objectives: controls })),
  draw: (results) => {
    const fall = minus(at("accuracy"), at("accuracy", 0))
    const rise = minus(peak("accuracy"), at("accuracy", 0))
    const of = (objective: ObjectiveName) => experiments(results.scale, { objectives: [objective] })
    const random = (objective: ObjectiveName, measure: Measure) =>
      against(results, [of(objective), of("random")], measure)
    return {
      notes: [
        "A random reward shows what updates at this rate do by themselves, a constant one must do nothing; shuffled is " +
        "self-certainty whose advantages are dealt to the wrong completions of a group. Majority vote (TTRL) rewards the answer " +
        "that most completions of a problem agree on, and needs no label either.",
      ],
      pictures: results.scale.worlds.filter((world) => world !== "right-mode").map((world) => ({
        title: `Controls in the ${world} world`,
        panels: panels(results, { world, objectives: controls }),
      })),
      tables: results.scale.worlds.filter((world) => world !== "right-mode").map((world) => ({
        title: `Accuracy under controls in the ${world} world`,
        ...heights(results, { world }, controls),
      })),
      claims: [
        ...internal.map((subject) =>
          claim("the rise is the reward's, not noise", random(subject, rise), {
            subject,
            ours: true,
            is: "above",
            of: "peak minus start, minus the random reward's",
          })
        ),
        ...internal.map((subject) =>
          claim("it ends lower than under a random reward", random(subject, fall), {
            subject,
            ours: true,
            is: "below",
            of: "end minus start, minus the random reward's",
          })
        ),
        ...internal.map((subject) =>
          claim(
            "unlike noise, it ends in certainty",
            random(subject, minus(at("entropy"), at("entropy", 0))),
            { subject, ours: true, is: "below", of: "entropy, end minus start, minus the random reward's, nats" },
          )
        ),
        claim(
          "a constant reward moves nothing",
          over(
            doneOf(results, of("constant")),
            (rows) => Math.max(...rows.map((_, i) => Math.abs(rows[i].metrics.accuracy - rows[0].metrics.accuracy))),
          ),
          {
            ours: true,
            is: "below",
            bound: 1e-9,
            of: "largest change of accuracy",
          },
        ),
      ],
    }
  },
}
