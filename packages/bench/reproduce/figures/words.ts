import { show } from "../claim.ts"
import type { ObjectiveName } from "../objectives.ts"
import { transitional } from "../observation.ts"
import { experiments } from "../scale.ts"
import { at, curve, doneOf, over } from "../summary.ts"
import type { Figure } from "./figure.ts"
import { curves } from "./rewards.ts"
import { rate, wordClaims } from "./word_claims.ts"

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
    return {
      notes: [
        "Models check a step now and then: “wait”, the step once more, and “ok” or “no”. They also ramble on after the answer, which " +
        "is then right but not in the form asked for; some answer without any thought (“easy”). Checks become fewer under " +
        "exact-answer as well, since answers become surer: what is asked is whether they vanish sooner, as a rate by token, since " +
        "completions become shorter. The words counted are those that the texts have for it: “wait” and the word after it, and what the check comes to.",
        "Form is a part of the gain under exact-answer, too: what is asked is whether it is most of it, and more than there.",
      ],
      pictures: [{
        title: "Checks and form",
        panels: [
          { title: "Checks", x: "updates", y: "“wait” a completion", curves: of("wait") },
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
      }, {
        title: `Transitional words in 100 tokens, after 0, ${updates} and all updates`,
        headers: [
          "reward",
          ...transitional.flatMap((word) => ["start", String(updates), "end"].map((when) => `${word}: ${when}`)),
        ],
        rows: curves.map((objective, i) => [
          objective,
          ...transitional.flatMap((word) =>
            [0, updates, undefined].map((step) =>
              done[i].length === 0 ? "not run" : over(done[i], rate([word], step)).mean.toFixed(2)
            )
          ),
        ]),
      }],
      claims: wordClaims(results),
    }
  },
}
