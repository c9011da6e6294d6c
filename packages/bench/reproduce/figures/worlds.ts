import { show } from "../claim.ts"
import type { World } from "../experiment.ts"
import { experiments } from "../scale.ts"
import { at, doneOf, over, type Results, summarize } from "../summary.ts"
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

const runs = (results: Results, world: World) =>
  doneOf(results, experiments(results.scale, { world, objectives: ["constant"], steps: 0 }))

/** The models of all worlds before any training: what their signals say, and what their accuracy is. */
export const worldsApart: Figure = {
  name: "worlds",
  title: "Before training: which world is this?",
  question: "Does any signal without labels tell a model whose likeliest answer is wrong from its mirror image?",
  experiments: (scale) =>
    scale.worlds.flatMap((world) => experiments(scale, { world, objectives: ["constant"], steps: 0 })),
  draw: (results) => {
    const { worlds } = results.scale
    const all = worlds.map((world) => runs(results, world))
    const [wrong, right] = [runs(results, "wrong-mode"), runs(results, "right-mode")]
    const seeds = Math.min(wrong.length, right.length)
    const apart = (metric: string) =>
      summarize(
        Array.from({ length: seeds }, (_, i) => at(metric, 0)(wrong[i], []) - at(metric, 0)(right[i], [])),
      )
    return {
      pictures: [],
      tables: [{
        title: "Means over seeds before training; the last column decides whether a signal tells mirror images apart",
        headers: ["", ...worlds, "wrong-mode minus right-mode"],
        rows: [...signals, ...labelled].map((metric) => [
          `${metric}${labelled.includes(metric) ? " (needs labels)" : ""}`,
          ...all.map((done) => done.length === 0 ? "not run" : show(over(done, at(metric, 0)))),
          seeds === 0 ? "not run" : show(apart(metric)),
        ]),
      }],
      claims: [],
    }
  },
}
