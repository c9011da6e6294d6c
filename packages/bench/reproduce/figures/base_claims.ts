import type { Claim } from "../../report/drawing.ts"
import { claim } from "../claim.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments } from "../scale.ts"
import { at, bestAgainst, change, doneOf, type Measure, minus, over, peak, type Results, rise } from "../summary.ts"
import { internal, repeated } from "./rewards.ts"

/** What is claimed of the accuracy of base models whose likeliest answer is right. */
export const baseClaims = (results: Results): ReadonlyArray<Claim> => {
  const { scale } = results
  const runs = (objective: ObjectiveName) => experiments(scale, { objectives: [objective] })
  const seen = (objective: ObjectiveName, measure: Measure) => over(doneOf(results, runs(objective)), measure)
  const steps = [scale.every, 2 * scale.every]
  const since = (metric: string) => minus(at(metric), at(metric, steps[1]))
  // A reward and an accuracy have units of their own; what counts is whether the one rises and the other falls.
  const parting: Measure = (rows, others) =>
    Math.min(since("train/reward")(rows, others), -since("accuracy")(rows, others))
  return [
    ...internal.flatMap((subject) => [
      claim("accuracy rises at first", seen(subject, rise("accuracy")), {
        subject,
        check: repeated(subject),
        written: "during",
        is: "above",
        of: "highest later accuracy minus start",
      }),
      claim(
        "accuracy matches or surpasses that of exact-answer at the beginning",
        bestAgainst(results, [runs(subject), runs("exact-answer")], { metric: "accuracy", steps }),
        {
          subject,
          check: repeated(subject),
          written: "after",
          is: "above",
          of: `accuracy minus exact-answer's, after ${steps.join(" or ")} updates, whichever is higher`,
        },
      ),
      claim("accuracy ends below its start", seen(subject, change("accuracy")), {
        subject,
        check: repeated(subject),
        written: "before",
        is: "below",
        of: "end minus start",
      }),
      claim("the reward goes on rising while accuracy falls", seen(subject, parting), {
        subject,
        ours: true,
        written: "after",
        is: "above",
        of: `after the first ${steps[1]} updates: the rise of the reward or the fall of accuracy, whichever is less`,
      }),
    ]),
    claim("exact-answer (RLVR) improves a base model", seen("exact-answer", change("accuracy")), {
      written: "before",
      is: "above",
      of: "end minus start",
    }),
    claim("exact-answer (RLVR) does not fall back", seen("exact-answer", minus(at("accuracy"), peak("accuracy"))), {
      written: "during",
      is: "above",
      bound: -0.02,
      of: "end minus peak, above −.02",
    }),
  ]
}
