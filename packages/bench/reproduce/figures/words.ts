import { claim, show } from "../claim.ts"
import { experiments } from "../scale.ts"
import { at, curve, doneOf, minus, over } from "../summary.ts"
import { curves, internal } from "./base_curves.ts"
import type { Figure } from "./figure.ts"

/** Figure 4. */
export const words: Figure = {
  name: "words",
  title: "Second thoughts, and the form of answers",
  question: "Do checks of one's own steps disappear, and how much of the gain is a matter of form?",
  experiments: (scale) => experiments(scale, { objectives: curves }),
  draw: (results) => {
    const done = curves.map((objective) => doneOf(results, experiments(results.scale, { objectives: [objective] })))
    const of = (metric: string) => curves.map((name, i) => curve(name, done[i], metric))
    const middle = 2 * results.scale.every
    return {
      notes: [
        "Models check a step now and then: “wait”, the step once more, and “ok” or “no”. They also ramble on after the answer, which " +
        "is then right but not in the form asked for; some answer without any thought (“easy”).",
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
        title: `Right in any form, and in the form asked for, at updates 0, ${middle} and the last`,
        headers: ["reward", "any: start", `any: ${middle}`, "any: end", "form: start", `form: ${middle}`, "form: end"],
        rows: curves.map((objective, i) => [
          objective,
          ...["loose", "accuracy"].flatMap((metric) =>
            [0, middle, undefined].map((step) =>
              done[i].length === 0 ? "not run" : show(over(done[i], at(metric, step)))
            )
          ),
        ]),
      }],
      claims: [
        ...internal.map((subject, i) =>
          claim("transitional words become fewer", over(done[i], minus(at("waits"), at("waits", 0))), {
            subject,
            is: "below",
            of: "checks a completion, end minus start",
          })
        ),
        ...internal.map((subject, i) =>
          claim(
            "part of the early gain is form",
            over(
              done[i],
              minus(minus(at("accuracy", middle), at("accuracy", 0)), minus(at("loose", middle), at("loose", 0))),
            ),
            { subject, is: "above", of: `gain in form minus gain in any form, ${middle} updates` },
          )
        ),
      ],
    }
  },
}
