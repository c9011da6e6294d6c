import type { Claim } from "../../report/drawing.ts"
import { claim, show } from "../claim.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments, type Scale } from "../scale.ts"
import { against, change, doneOf, over, type Results, rise } from "../summary.ts"
import type { Figure } from "./figure.ts"
import { panels } from "./panels.ts"
import { curves } from "./rewards.ts"

const objectives: ReadonlyArray<ObjectiveName> = [...curves, "random"]

/** The runs of an objective at another rate: of all seeds where claims need them. */
const runsAt = (scale: Scale, { seeds, whole, ...rate }: Scale["others"][number], objective: ObjectiveName) =>
  experiments(scale, { ...rate, objectives: [objective], ...whole?.includes(objective) ? {} : { seeds } })

/** The row of sensitivity: figure 1 and its random control at other learning rates. */
export const learningRates: Figure = {
  name: "learning_rates",
  title: "Other learning rates",
  question: "Are the shapes those of the rewards, or of one learning rate?",
  experiments: (scale) =>
    scale.others.flatMap((other) => objectives.flatMap((objective) => runsAt(scale, other, objective))),
  draw: (results) => {
    const { learningRate, steps, others, seeds } = results.scale
    const rates = [{ learningRate, steps, seeds: seeds.length }, ...others].toSorted((a, b) =>
      a.learningRate - b.learningRate
    )
    const cells = (objective: ObjectiveName) =>
      rates.flatMap((rate) => {
        const done = doneOf(results, runsAt(results.scale, rate, objective))
        return [rise("accuracy"), change("accuracy")].map((measure) =>
          done.length === 0 ? "not run" : show(over(done, measure))
        )
      })
    return {
      notes: [
        "The same models at half the rate, for longer but not for twice as long, and at twice the rate, for half as long. Self-certainty, " +
        "token entropy and the random reward have all seeds at half the rate, which decides whose the fall is there. The others have three, " +
        "so no claim is decided by them, and their intervals are the range from the lowest seed to the highest: of normal " +
        "numbers such a range covers the truth 75% of the time.",
        "The rate of all other figures, 0.0002, was taken because trial runs of other seeds showed all of the paper's shapes at it. At " +
        "half of it they had not: within 100 updates token entropy rose and did not fall; in the 150 of these runs it does. So how soon a fall is seen is in part this choice.",
      ],
      pictures: others.map((other) => ({
        title: `At a learning rate of ${other.learningRate}`,
        panels: panels(results, { ...other, objectives }),
      })),
      tables: [{
        title: "How far accuracy rises, and where it ends, both minus the start",
        headers: [
          "reward",
          ...rates.flatMap(({ learningRate, steps }) =>
            ["rise", "end"].map((what) => `${what}: ${learningRate} × ${steps}`)
          ),
        ],
        rows: objectives.map((objective) => [objective, ...cells(objective)]),
      }],
      claims: others.filter(({ whole }) => whole !== undefined).flatMap((other) => claimsAt(results, other)),
    }
  },
}

/** Whose the fall is at another rate: the reward's, or that of any updates. Three of the seeds were known when this was written. */
const claimsAt = (results: Results, other: Scale["others"][number]): ReadonlyArray<Claim> => {
  const runs = (objective: ObjectiveName) => runsAt(results.scale, other, objective)
  const where = `${other.steps} updates at ${other.learningRate}:`
  return (other.whole ?? []).flatMap((subject) => [
    claim(`${where} accuracy ends below its start`, over(doneOf(results, runs(subject)), change("accuracy")), {
      subject,
      ours: true,
      written: "during",
      is: "below",
      of: "end minus start",
    }),
    ...subject === "random" ? [] : [
      claim(
        `${where} accuracy ends lower than under a random reward`,
        against(results, [runs(subject), runs("random")], change("accuracy")),
        { subject, ours: true, written: "during", is: "below", of: "end minus start, minus the random reward's" },
      ),
    ],
  ])
}
