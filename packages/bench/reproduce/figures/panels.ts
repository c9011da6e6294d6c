import type { Curve, Panel } from "@rlif/trainer/plot"
import type { World } from "../experiment.ts"
import { cooled } from "../observation.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments } from "../scale.ts"
import { at, curve, doneOf, over, type Results } from "../summary.ts"

/** Runs of some objectives on the same models. */
export interface Runs {
  readonly objectives: ReadonlyArray<ObjectiveName>
  readonly world?: World
  readonly instruct?: number
  readonly learningRate?: number
  readonly steps?: number
  readonly seeds?: number | ReadonlyArray<number>
}

/** The temperature of the control that pictures have: the start model with less noise, and no training. */
export const cold = 0.3

/** Accuracy in the form asked for and in any, pass@8, form, entropy, reward, length and checks by update, a curve an objective. */
export const panels = (results: Results, { objectives, ...model }: Runs): ReadonlyArray<Panel> => {
  const runs = objectives.map((objective) =>
    [objective, doneOf(results, experiments(results.scale, { ...model, objectives: [objective] }))] as const
  )
  const of = (metric: string) => runs.map(([name, done]) => curve(name, done, metric))
  // A reward that is no more than noise has no range of its own.
  const rewarded = runs.filter(([name]) => name !== "random" && name !== "constant")
  // The start is that of all objectives.
  const [start] = runs.filter(([, done]) => done.length > 0)
  const level = (name: "accuracy" | "loose"): ReadonlyArray<Curve> =>
    start === undefined ? [] : [{
      name: `start at temperature ${cold}`,
      points: start[1][0].map(({ step }) => ({ x: step, y: over(start[1], at(cooled(name, cold), 0)).mean })),
    }]
  const right = { x: "updates", y: "share that is right", unit: "percent" } as const
  return [
    { ...right, title: "In the form asked for", curves: [...of("accuracy"), ...level("accuracy")] },
    { ...right, title: "Right in any form", curves: [...of("loose"), ...level("loose")] },
    { ...right, title: "At least one of eight, in any form", curves: of("pass_8_loose") },
    { title: "Form", x: "updates", y: "share in the form asked for", curves: of("formatted"), unit: "percent" },
    { title: "Entropy", x: "updates", y: "nats a token", curves: of("entropy") },
    {
      title: "The reward that is trained on",
      x: "updates",
      y: "share of its own range",
      curves: rewarded.map(ownReward),
    },
    { title: "Length", x: "updates", y: "tokens a completion", curves: of("length") },
    { title: "Checks", x: "updates", y: "“wait” a completion", curves: of("wait") },
  ]
}

/** Rewards have units of their own: each from its lowest mean over seeds, 0, to its highest, 1. */
const ownReward = ([name, done]: readonly [string, Parameters<typeof curve>[1]]): Curve => {
  const { points } = curve(name, done, "train/reward")
  const values = points.map(({ y }) => y)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return { name, points: most > least ? points.map(({ x, y }) => ({ x, y: (y - least) / (most - least) })) : [] }
}
