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
  "wait",
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
    const pair = (world: World) => [before(results.scale, "wrong-mode"), before(results.scale, world)]
    const apart = (world: World) =>
      signals.map((metric) => ({ metric, ...against(results, pair(world), at(metric, 0)) }))
        .filter(({ seeds, least, most }) => seeds > 1 && (least > 0 || most < 0))
    const told = (world: World) => {
      const found = apart(world)
      return found.length === 0
        ? `None of ${signals.length} signals without labels tells wrong-mode from ${world} models in every seed.`
        : `Wrong-mode and ${world} models are told apart in every seed by ${
          found.map(({ metric, ...summary }) => `${metric} (${show(summary)})`).join(", ")
        }, without labels.`
    }
    return {
      notes: [
        "Right-mode is nearly the mirror image of wrong-mode: the same texts, but of the two results that they give for a contested " +
        "step the other one is true. Only digit frequencies differ a little, since the result that is taken wrongly is always one more. " +
        "Pairs of one seed share their problems and not their texts. One signal in 16 has all five seeds on one side by chance. " +
        "Models of the sound world differ in style from both, which is no sign of being right.",
        ...all.some((done) => done.length === 0) ? [] : [told("right-mode"), told("sound")],
      ],
      pictures: [],
      tables: [{
        title: "Means over seeds before training, and differences of worlds",
        headers: ["", ...worlds, "wrong-mode minus right-mode", "wrong-mode minus sound"],
        rows: [...signals, ...labelled].map((metric) => [
          `${metric}${labelled.includes(metric) ? " (needs labels)" : ""}`,
          ...all.map((done) => done.length === 0 ? "not run" : show(over(done, at(metric, 0)))),
          ...(["right-mode", "sound"] as const).map((world) => show(against(results, pair(world), at(metric, 0)))),
        ]),
      }],
      claims: [],
    }
  },
}
