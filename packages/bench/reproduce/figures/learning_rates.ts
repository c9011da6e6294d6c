import { show } from "../claim.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments } from "../scale.ts"
import { change, doneOf, over, rise } from "../summary.ts"
import type { Figure } from "./figure.ts"
import { panels } from "./panels.ts"
import { curves } from "./rewards.ts"

const objectives: ReadonlyArray<ObjectiveName> = [...curves, "random"]

/** The row of sensitivity: figure 1 and its random control at other learning rates. */
export const learningRates: Figure = {
  name: "learning_rates",
  title: "Other learning rates",
  question: "Are the shapes those of the rewards, or of one learning rate?",
  experiments: (scale) => scale.others.flatMap((other) => experiments(scale, { ...other, objectives })),
  draw: (results) => {
    const { learningRate, steps, others } = results.scale
    const rates = [{ learningRate, steps }, ...others].toSorted((a, b) => a.learningRate - b.learningRate)
    const cells = (objective: ObjectiveName) =>
      rates.flatMap((rate) => {
        const done = doneOf(results, experiments(results.scale, { ...rate, objectives: [objective] }))
        return [rise("accuracy"), change("accuracy")].map((measure) =>
          done.length === 0 ? "not run" : show(over(done, measure))
        )
      })
    return {
      notes: [
        "The same models at half the rate, for longer but not for twice as long, and at twice the rate, for half as long; with three " +
        "seeds, so no claim is decided by them, and their intervals are the range from the lowest seed to the highest: of normal " +
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
      claims: [],
    }
  },
}
