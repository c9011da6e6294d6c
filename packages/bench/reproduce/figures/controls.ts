import { claim } from "../claim.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments } from "../scale.ts"
import { at, doneOf, minus, over, peak, type Results, summarize } from "../summary.ts"
import { heights, internal, panels } from "./base_curves.ts"
import type { Figure } from "./figure.ts"

/** Rewards that know nothing, and one that knows what most completions say. */
export const controls: ReadonlyArray<ObjectiveName> = ["random", "constant", "shuffled", "majority-vote"]

const runs = (results: Results, objective: ObjectiveName) =>
  doneOf(results, experiments(results.scale, { objectives: [objective] }))

/** Figure 5: at the very learning rate of the curves that they control. */
export const controlRuns: Figure = {
  name: "controls",
  title: "Controls at the same learning rate",
  question: "How much of the rise and of the fall would happen without the reward?",
  experiments: (scale) =>
    scale.worlds.filter((world) => world !== "right-mode")
      .flatMap((world) => experiments(scale, { world, objectives: controls })),
  draw: (results) => {
    const random = runs(results, "random")
    const seeds = (done: ReturnType<typeof runs>) => Math.min(done.length, random.length)
    const fall = minus(at("accuracy"), at("accuracy", 0))
    const rise = minus(peak("accuracy"), at("accuracy", 0))
    const against = (objective: ObjectiveName, measure: typeof rise) => {
      const done = runs(results, objective)
      return summarize(
        Array.from(
          { length: seeds(done) },
          (_, i) => measure(done[i], done.toSpliced(i, 1)) - measure(random[i], random.toSpliced(i, 1)),
        ),
      )
    }
    return {
      pictures: results.scale.worlds.filter((world) => world !== "right-mode").map((world) => ({
        title: `Controls in the ${world} world`,
        panels: panels(results, { world, objectives: controls }),
      })),
      tables: results.scale.worlds.filter((world) => world !== "right-mode").map((world) => ({
        title: `Accuracy under controls in the ${world} world`,
        ...heights(results, { world }, controls),
      })),
      claims: [
        ...internal.map((objective) =>
          claim(`${objective}: the rise is the reward's (ours)`, against(objective, rise), {
            is: "above",
            of: "peak minus start, minus the random reward's",
          })
        ),
        ...internal.map((objective) =>
          claim(`${objective}: so is the fall (ours)`, against(objective, fall), {
            is: "below",
            of: "end minus start, minus the random reward's",
          })
        ),
        claim(
          "constant: nothing moves (ours)",
          over(
            runs(results, "constant"),
            (rows) => Math.max(...rows.map((_, i) => Math.abs(rows[i].metrics.accuracy - rows[0].metrics.accuracy))),
          ),
          {
            is: "below",
            bound: 1e-9,
            of: "largest change of accuracy",
          },
        ),
      ],
    }
  },
}
