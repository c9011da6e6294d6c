import type { Curve, Panel } from "@rlif/trainer/plot/panel"
import { claim, show } from "../claim.ts"
import type { World } from "../experiment.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments, type Scale } from "../scale.ts"
import { against, at, curve, doneOf, minus, over, peak, peakOf, type Results } from "../summary.ts"
import type { Figure } from "./figure.ts"

/** The internal rewards of the paper. */
export const internal = [
  "self-certainty",
  "token-entropy",
  "trajectory-mean",
  "trajectory-sum",
] as const satisfies ReadonlyArray<ObjectiveName>

/** And the verifiable one beside them. */
export const curves: ReadonlyArray<ObjectiveName> = [...internal, "exact-answer"]

/** Accuracy, entropy, self-certainty, reward, length and checks by step, a curve an objective. */
export const panels = (
  results: Results,
  { objectives, ...model }: {
    readonly objectives: ReadonlyArray<ObjectiveName>
    readonly world?: World
    readonly instruct?: number
    readonly learningRate?: number
    readonly steps?: number
    readonly seeds?: number
  },
): ReadonlyArray<Panel> => {
  const runs = objectives.map((objective) =>
    [objective, doneOf(results, experiments(results.scale, { ...model, objectives: [objective] }))] as const
  )
  const of = (metric: string) => runs.map(([name, done]) => curve(name, done, metric))
  return [
    { title: "Held-out accuracy", x: "updates", y: "strict, 95% over seeds", curves: of("accuracy"), unit: "percent" },
    { title: "Entropy", x: "updates", y: "nats a token", curves: of("entropy") },
    { title: "Self-certainty", x: "updates", y: "nats a token", curves: of("self_certainty") },
    { title: "The reward that is trained on", x: "updates", y: "share of its own range", curves: runs.map(ownReward) },
    { title: "Length", x: "updates", y: "tokens a completion", curves: of("length") },
    { title: "Checks", x: "updates", y: "“wait” a completion", curves: of("waits") },
  ]
}

/** Rewards have units of their own: each from its lowest mean over seeds, 0, to its highest, 1. */
const ownReward = ([name, done]: readonly [string, Parameters<typeof curve>[1]]): Curve => {
  const { points } = curve(name, done, "train/reward")
  const values = points.map(({ y }) => y)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return { name, points: most > least ? points.map(({ x, y }) => ({ x, y: (y - least) / (most - least) })) : [] }
}

/** Start, peak and end of each objective. */
export const heights = (
  results: Results,
  model: Omit<Parameters<typeof panels>[1], "objectives">,
  objectives = curves,
) => ({
  headers: ["reward", "start", "peak", "at update", "end", "greedy at the end", "seeds"],
  rows: objectives.map((objective) => {
    const done = doneOf(results, experiments(results.scale, { ...model, objectives: [objective] }))
    if (done.length === 0) return [objective, ...Array.from({ length: 5 }, () => "not run"), "0"]
    const steps = over(done, (rows, others) => rows[peakOf("accuracy")(rows, others)].step)
    return [
      objective,
      show(over(done, at("accuracy", 0))),
      show(over(done, peak("accuracy"))),
      steps.mean.toFixed(0),
      show(over(done, at("accuracy"))),
      show(over(done, at("greedy"))),
      String(done.length),
    ]
  }),
})

const sharpened = (scale: Scale) => scale.worlds.filter((world) => world !== "right-mode")

/** Figure 1. */
export const baseCurves: Figure = {
  name: "base_curves",
  title: "A base model under five rewards",
  question: "Does accuracy rise, when does it peak, and does it fall below the start?",
  experiments: (scale) => sharpened(scale).flatMap((world) => experiments(scale, { world, objectives: curves })),
  draw: (results) => {
    const done = (objective: ObjectiveName, world: World = "sound") =>
      doneOf(results, experiments(results.scale, { world, objectives: [objective] }))
    const start = at("accuracy", 0)
    const early = at("accuracy", 2 * results.scale.every)
    const wrong = results.scale.worlds.includes("wrong-mode")
    const runs = (objective: ObjectiveName) =>
      experiments(results.scale, { world: "wrong-mode", objectives: [objective] })
    return {
      notes: [
        "Each curve is the mean of all seeds, its band the 95% interval. An answer counts as right only in the form asked for. " +
        "Rewards have units of their own, so each is drawn from its lowest mean, 0, to its highest, 1.",
        "Self-certainty is the distance of each token's distribution from a coin toss, token-entropy its negative entropy, " +
        "trajectory-mean and trajectory-sum the log-probability of what was written, by token and in all; exact-answer is told " +
        "which answers are right, and is what internal feedback does without.",
      ],
      pictures: sharpened(results.scale).map((world) => ({
        title: `Base models of the ${world} world`,
        panels: panels(results, { world, objectives: curves }),
      })),
      tables: sharpened(results.scale).map((world) => ({
        title: `Accuracy in the ${world} world`,
        ...heights(results, { world }),
      })),
      claims: [
        ...internal.flatMap((subject) => [
          claim("accuracy rises at first", over(done(subject), minus(peak("accuracy"), start)), {
            subject,
            is: "above",
            of: "peak minus start",
          }),
          claim("it ends below the start", over(done(subject), minus(at("accuracy"), start)), {
            subject,
            is: "below",
            of: "end minus start",
          }),
          claim("entropy falls", over(done(subject), minus(at("entropy"), at("entropy", 0))), {
            subject,
            is: "below",
            of: "end minus start, nats",
          }),
        ]),
        claim("exact-answer (RLVR) improves", over(done("exact-answer"), minus(at("accuracy"), start)), {
          is: "above",
          of: "end minus start",
        }),
        claim(
          "exact-answer (RLVR) does not fall back",
          over(done("exact-answer"), minus(at("accuracy"), peak("accuracy"))),
          {
            is: "above",
            bound: -0.02,
            of: "end minus peak, above -.02",
          },
        ),
        ...wrong
          ? internal.flatMap((subject) => [
            claim(
              "where the mode is wrong, accuracy falls at once",
              over(done(subject, "wrong-mode"), minus(early, start)),
              {
                subject,
                ours: true,
                is: "below",
                of: `after ${2 * results.scale.every} updates minus start`,
              },
            ),
            claim(
              "and more than under a random reward",
              against(results, [runs(subject), runs("random")], minus(early, start)),
              {
                subject,
                ours: true,
                is: "below",
                of: `after ${2 * results.scale.every} updates minus start, minus the random reward's`,
              },
            ),
          ])
          : [],
      ],
    }
  },
}
