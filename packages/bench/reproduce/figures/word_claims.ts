import type { Claim } from "../../report/drawing.ts"
import { claim } from "../claim.ts"
import type { ObjectiveName } from "../objectives.ts"
import { transitional } from "../observation.ts"
import { experiments } from "../scale.ts"
import { against, at, change, doneOf, type Measure, minus, over, type Results } from "../summary.ts"
import { curves, internal, repeated } from "./rewards.ts"

/** How often words stand in 100 tokens after so many updates, at the end where none are named. */
export const rate = (words: ReadonlyArray<string>, step?: number): Measure => (rows, others) =>
  100 * words.reduce((sum, word) => sum + at(word, step)(rows, others), 0) / at("length", step)(rows, others)

/** What is claimed of transitional words, and of how much of the early gain is a matter of form. */
export const wordClaims = (results: Results): ReadonlyArray<Claim> => {
  const runs = (objective: ObjectiveName) => experiments(results.scale, { objectives: [objective] })
  const updates = 2 * results.scale.every
  const gain = (metric: string) => minus(at(metric, updates), at(metric, 0))
  const [strict, loose] = [gain("accuracy"), gain("loose")]
  // Where nothing is gained no part of it is form.
  const ofForm: Measure = (rows, others) => {
    const gained = strict(rows, others)
    return Math.min(gained, gained - loose(rows, others))
  }
  const mostly: Measure = (rows, others) => {
    const gained = strict(rows, others)
    return Math.min(gained, gained / 2 - loose(rows, others))
  }
  const share: Measure = (rows, others) => {
    const gained = strict(rows, others)
    return gained > 0 ? (gained - loose(rows, others)) / gained : NaN
  }
  const seen = (subject: ObjectiveName, measure: Measure) => over(doneOf(results, runs(subject)), measure)
  return [
    ...internal.flatMap((subject) => {
      const about = { subject, check: repeated(subject), written: "after" } as const
      const beside = (measure: Measure) => against(results, [runs(subject), runs("exact-answer")], measure)
      return [
        claim("transitional words become rare sooner than under exact-answer", beside(rate(transitional, updates)), {
          ...about,
          is: "below",
          of: `${transitional.length} words in 100 tokens after ${updates} updates, minus exact-answer's`,
        }),
        claim("the early gain is mostly form", seen(subject, mostly), {
          ...about,
          is: "above",
          of: `half of the gain after ${updates} updates minus that in any form; the gain where it is less`,
        }),
        claim("more of the early gain is form than under exact-answer", beside(share), {
          ...about,
          is: "above",
          of: `share of the gain after ${updates} updates that is in form alone, minus exact-answer's`,
        }),
        claim("right in any form ends below its start", seen(subject, change("loose")), {
          ...about,
          is: "below",
          of: "end minus start",
        }),
      ]
    }),
    ...curves.flatMap((subject) => [
      claim("transitional words become fewer", seen(subject, change("wait")), {
        subject,
        check: true,
        written: "before",
        is: "below",
        of: "checks a completion, end minus start",
      }),
      claim("part of the early gain is form", seen(subject, ofForm), {
        subject,
        check: true,
        written: "during",
        is: "above",
        of: `gain after ${updates} updates that is in form alone`,
      }),
    ]),
  ]
}
