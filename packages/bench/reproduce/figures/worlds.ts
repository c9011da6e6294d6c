import { show } from "../claim.ts"
import type { World } from "../experiment.ts"
import { experiments, type Scale } from "../scale.ts"
import { against, at, doneOf, over } from "../summary.ts"
import type { Figure } from "./figure.ts"

/** What needs no label, and the two numbers that do. */
const signals = [
  "entropy",
  "self_certainty",
  "logprob",
  "length",
  "waits",
  "formatted",
  "majority_share",
  "distinct_answers",
]
const labelled = ["accuracy", "greedy", "majority_right"]

const before = (scale: Scale, world: World) => experiments(scale, { world, objectives: ["constant"], steps: 0 })

/** The models of all worlds before any training: what their signals say, and what their accuracy is. */
export const worldsApart: Figure = {
  name: "worlds",
  title: "Before training: which world is this?",
  question: "Does any signal without labels tell a model whose likeliest answer is wrong from its mirror image?",
  experiments: (scale) => scale.worlds.flatMap((world) => before(scale, world)),
  draw: (results) => {
    const { worlds } = results.scale
    const all = worlds.map((world) => doneOf(results, before(results.scale, world)))
    const mirrored = (["wrong-mode", "right-mode"] as const).map((world) => before(results.scale, world))
    return {
      pictures: [],
      tables: [{
        title: "Means over seeds before training; the last column decides whether a signal tells mirror images apart",
        headers: ["", ...worlds, "wrong-mode minus right-mode"],
        rows: [...signals, ...labelled].map((metric) => [
          `${metric}${labelled.includes(metric) ? " (needs labels)" : ""}`,
          ...all.map((done) => done.length === 0 ? "not run" : show(over(done, at(metric, 0)))),
          show(against(results, mirrored, at(metric, 0))),
        ]),
      }],
      claims: [],
    }
  },
}
