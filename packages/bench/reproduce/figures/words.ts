import { claim, show } from "../claim.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments } from "../scale.ts"
import { against, at, change, curve, doneOf, type Measure, minus, over } from "../summary.ts"
import type { Figure } from "./figure.ts"
import { curves, internal } from "./rewards.ts"

/** Figure 4. */
export const words: Figure = {
  name: "words",
  title: "Second thoughts, and the form of answers",
  question: "Do checks of one's own steps disappear, and how much of the gain is a matter of form?",
  experiments: (scale) => experiments(scale, { objectives: curves }),
  draw: (results) => {
    const runs = (objective: ObjectiveName) => experiments(results.scale, { objectives: [objective] })
    const done = curves.map((objective) => doneOf(results, runs(objective)))
    const of = (metric: string) => curves.map((name, i) => curve(name, done[i], metric))
    const updates = 2 * results.scale.every
    const gain = (metric: string) => minus(at(metric, updates), at(metric, 0))
    const formed = minus(gain("accuracy"), gain("loose"))
    // Where nothing is gained no part of it is form.
    const ofForm: Measure = (rows, others) => Math.min(gain("accuracy")(rows, others), formed(rows, others))
    return {
      notes: [
        "Models check a step now and then: “wait”, the step once more, and “ok” or “no”. They also ramble on after the answer, which " +
        "is then right but not in the form asked for; some answer without any thought (“easy”). Checks become fewer under " +
        "rewards that succeed as well, since answers become surer: what is asked is whether they vanish sooner.",
      ],
      pictures: [{
        title: "Checks and form",
        panels: [
          { title: "Checks", x: "updates", y: "“wait” a completion", curves: of("waits") },
          { title: "In the form asked for", x: "updates", y: "share", curves: of("formatted"), unit: "percent" },
          { title: "Right in any form", x: "updates", y: "share", curves: of("loose"), unit: "percent" },
          { title: "Answers without thought", x: "updates", y: "share of “easy”", curves: of("easy"), unit: "percent" },
        ],
      }],
      tables: [{
        title: `Right in any form, and in the form asked for, after 0, ${updates} and all updates`,
        headers: [
          "reward",
          "any: start",
          `any: ${updates}`,
          "any: end",
          "form: start",
          `form: ${updates}`,
          "form: end",
        ],
        rows: curves.map((objective, i) => [
          objective,
          ...["loose", "accuracy"].flatMap((metric) =>
            [0, updates, undefined].map((step) =>
              done[i].length === 0 ? "not run" : show(over(done[i], at(metric, step)))
            )
          ),
        ]),
      }],
      claims: internal.flatMap((subject, i) => [
        claim("transitional words become fewer", over(done[i], change("waits")), {
          subject,
          is: "below",
          of: "checks a completion, end minus start",
        }),
        claim(
          "transitional words vanish sooner than under exact-answer",
          against(results, [runs(subject), runs("exact-answer")], gain("waits")),
          {
            subject,
            ours: true,
            is: "below",
            of: `checks a completion after ${updates} updates minus start, minus exact-answer's`,
          },
        ),
        claim("part of the early gain is form", over(done[i], ofForm), {
          subject,
          is: "above",
          of: `gain after ${updates} updates that is in form alone`,
        }),
      ]),
    }
  },
}
