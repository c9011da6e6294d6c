import type { Claim } from "../../report/drawing.ts"
import { claim } from "../claim.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments } from "../scale.ts"
import { against, at, change, doneOf, type Measure, minus, over, type Results, times } from "../summary.ts"
import { curves, internal, repeated } from "./rewards.ts"

/** How far entropy rises from one evaluation to the next, where it rises most. */
const largestStep: Measure = (rows) =>
  Math.max(...rows.slice(1).map(({ metrics }, i) => metrics.entropy - rows[i].metrics.entropy))

/**
 * What is claimed of entropy and length: as differences from exact-answer, under which entropy falls and completions become
 * shorter as well. That they do at all is a check, of exact-answer too.
 */
export const entropyClaims = (results: Results): ReadonlyArray<Claim> => {
  const runs = (objective: ObjectiveName) => experiments(results.scale, { objectives: [objective] })
  const updates = 2 * results.scale.every
  return [
    ...internal.flatMap((subject) => {
      const beside = (measure: Measure) => against(results, [runs(subject), runs("exact-answer")], measure)
      const about = { subject, check: repeated(subject), written: "after", is: "below" } as const
      return [
        claim("entropy falls faster than under exact-answer", beside(at("entropy", updates)), {
          ...about,
          of: `entropy after ${updates} updates minus exact-answer's, nats`,
        }),
        claim("entropy ends lower than under exact-answer", beside(at("entropy")), {
          ...about,
          of: "entropy at the end minus exact-answer's, nats",
        }),
        claim("completions become shorter sooner than under exact-answer", beside(at("length", updates)), {
          ...about,
          of: `tokens a completion after ${updates} updates minus exact-answer's`,
        }),
      ]
    }),
    ...curves.flatMap((subject) => {
      const seen = (measure: Measure) => over(doneOf(results, runs(subject)), measure)
      const about = { subject, check: true } as const
      return [
        claim("entropy falls", seen(change("entropy")), {
          ...about,
          written: "before",
          is: "below",
          of: "end minus start, nats",
        }),
        claim(
          "entropy falls fast: by more than half at first",
          seen(minus(at("entropy", updates), times(0.5, at("entropy", 0)))),
          {
            ...about,
            written: "after",
            is: "below",
            of: `entropy after ${updates} updates minus half of the start's, nats`,
          },
        ),
        claim("entropy falls monotonically", seen(largestStep), {
          ...about,
          written: "during",
          is: "below",
          bound: 0.01,
          of: "largest rise between evaluations, below .01 nats",
        }),
        claim("completions become shorter", seen(change("length")), {
          ...about,
          written: "after",
          is: "below",
          of: "tokens a completion, end minus start",
        }),
      ]
    }),
  ]
}
