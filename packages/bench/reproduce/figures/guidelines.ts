import { claim, show } from "../claim.ts"
import type { World } from "../experiment.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments, type Scale, trainedWorlds } from "../scale.ts"
import { at, doneOf, type Measure, minus, over, type Results } from "../summary.ts"
import type { Figure } from "./figure.ts"
import { curves, internal, repeated } from "./rewards.ts"

/** The first evaluation at which entropy is no more than half of what it was, the last where it never is. */
export const halved: Measure = (rows) => {
  const found = rows.findIndex(({ metrics }) => metrics.entropy <= rows[0].metrics.entropy / 2)
  return found < 0 ? rows.length - 1 : found
}

const stopped: Measure = (rows, others) => rows[halved(rows, others)].metrics.accuracy

const runs = (scale: Scale, objective: ObjectiveName, world: World) =>
  experiments(scale, { world, objectives: [objective] })

/** Advice as rules that need no label, followed to the letter. */
export const guidelines: Figure = {
  name: "guidelines",
  title: "Guidelines, as rules",
  question: "Does a rule without labels keep the gain: stop when entropy has halved?",
  experiments: (scale) => trainedWorlds(scale).flatMap((world) => experiments(scale, { world, objectives: curves })),
  draw: (results) => {
    const { scale } = results
    const worlds = trainedWorlds(scale)
    return {
      notes: [
        "Secondary sources give the paper's guidelines as advice: take models whose entropy is high, and stop early. As a rule the " +
        "latter is: stop at the first evaluation at which held-out entropy is no more than half of the start's. The half was " +
        "chosen when the rows of the earlier runs were known, and no other share was tried. The former is a claim about mixes: base models gain more.",
      ],
      pictures: [],
      tables: worlds.map((world) => ({
        title: `Accuracy in the ${world} world where the rule stops`,
        headers: ["reward", "start", "stopped", "at updates", "end", "seeds"],
        rows: curves.map((objective) => {
          const done = doneOf(results, runs(scale, objective, world))
          if (done.length === 0) return [objective, ...Array.from({ length: 4 }, () => "not run"), "0"]
          const { least, most } = over(done, (rows, others) => rows[halved(rows, others)].step)
          return [
            objective,
            show(over(done, at("accuracy", 0))),
            show(over(done, stopped)),
            least === most ? `${least}` : `${least} to ${most}`,
            show(over(done, at("accuracy"))),
            String(done.length),
          ]
        }),
      })),
      claims: internal.flatMap((subject) => claimsOf(results, subject)),
    }
  },
}

const claimsOf = (results: Results, subject: ObjectiveName) => {
  const seen = (world: World, measure: Measure) => over(doneOf(results, runs(results.scale, subject, world)), measure)
  return [
    claim(
      "guideline: stopped when entropy has halved, accuracy is higher than at the end",
      seen("sound", minus(stopped, at("accuracy"))),
      {
        subject,
        check: repeated(subject),
        written: "after",
        is: "above",
        of: "accuracy when stopped minus that at the end",
      },
    ),
    ...trainedWorlds(results.scale).includes("wrong-mode")
      ? [
        claim(
          "where the mode is wrong, a model stopped when entropy has halved is better than at its start",
          seen("wrong-mode", minus(stopped, at("accuracy", 0))),
          { subject, ours: true, written: "after", is: "above", of: "accuracy when stopped minus start" },
        ),
      ]
      : [],
  ]
}
