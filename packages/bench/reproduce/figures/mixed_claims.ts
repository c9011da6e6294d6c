import type { Claim } from "../../report/drawing.ts"
import { claim } from "../claim.ts"
import type { Experiment } from "../experiment.ts"
import { cooled } from "../observation.ts"
import type { ObjectiveName } from "../objectives.ts"
import { experiments, type Rate, type Scale } from "../scale.ts"
import {
  against,
  all,
  at,
  bestAgainst,
  change,
  doneOf,
  type Measure,
  minus,
  over,
  peak,
  type Results,
  rise,
} from "../summary.ts"
import { internal, repeated } from "./rewards.ts"

/** The runs of an objective in the mixed world, at one of its rates. */
export const mixedRuns = (scale: Scale, objective: ObjectiveName, rate: Rate): ReadonlyArray<Experiment> =>
  experiments(scale, { world: "mixed", objectives: [objective], ...rate, seeds: scale.mixed?.seeds ?? [] })

/** How far a share is above that of the start model where the likeliest token is always taken. */
const aboveGreedy = (measure: Measure): Measure => minus(measure, at(cooled("accuracy", 0), 0))

/**
 * What is claimed of models whose likeliest answer is right for some problems: at both rates, so that of each seed the rate
 * counts at which a claim holds less. Written before the first run of these seeds.
 */
export const mixedClaims = (results: Results): ReadonlyArray<Claim> => {
  const { scale } = results
  const { mixed, every } = scale
  if (mixed === undefined) return []
  const steps = [every, 2 * every]
  const early = steps[1]
  const runs = (subject: ObjectiveName) => mixed.rates.map((rate) => mixedRuns(scale, subject, rate))
  const beside = (subject: ObjectiveName, control: ObjectiveName) =>
    mixed.rates.map((rate) => [mixedRuns(scale, subject, rate), mixedRuns(scale, control, rate)])
  const seen = (is: "above" | "below", subject: ObjectiveName, measure: Measure) =>
    all(is, runs(subject).map((experiments) => over(doneOf(results, experiments), measure)))
  const random = (is: "above" | "below", subject: ObjectiveName, measure: Measure) =>
    all(is, beside(subject, "random").map((pair) => against(results, pair, measure)))
  const gain = (metric: string) => minus(at(metric, early), at(metric, 0))
  const mostlyForm: Measure = (rows, others) => {
    const gained = gain("accuracy")(rows, others)
    return Math.min(gained, gained / 2 - gain("loose")(rows, others))
  }
  const both = "mixed world, at both rates:"
  const written = "before"
  return [
    ...internal.flatMap((subject) => {
      const paper = { subject, check: repeated(subject), written } as const
      const own = { subject, ours: true, written } as const
      return [
        claim(`${both} accuracy rises at first`, seen("above", subject, rise("accuracy")), {
          ...paper,
          is: "above",
          of: "highest later accuracy minus start",
        }),
        claim(
          `${both} accuracy matches or surpasses that of exact-answer at the beginning`,
          all(
            "above",
            beside(subject, "exact-answer").map((pair) => bestAgainst(results, pair, { metric: "accuracy", steps })),
          ),
          { ...paper, is: "above", of: `accuracy minus exact-answer's, after ${steps.join(" or ")} updates` },
        ),
        claim(`${both} accuracy ends below its start`, seen("below", subject, change("accuracy")), {
          ...paper,
          is: "below",
          of: "end minus start",
        }),
        claim(`${both} the early gain is mostly form`, seen("above", subject, mostlyForm), {
          ...paper,
          is: "above",
          of: `half of the gain after ${early} updates minus that in any form; the gain where it is less`,
        }),
        claim(`${both} right in any form ends below its start`, seen("below", subject, change("loose")), {
          ...paper,
          is: "below",
          of: "end minus start",
        }),
        claim(
          `${both} accuracy rises more than under a random reward`,
          random("above", subject, rise("accuracy")),
          { ...own, is: "above", of: "rise minus the random reward's" },
        ),
        claim(
          `${both} accuracy ends lower than under a random reward`,
          random("below", subject, change("accuracy")),
          { ...own, is: "below", of: "end minus start, minus the random reward's" },
        ),
        claim(
          `${both} accuracy rises above that of the start model at temperature 0`,
          seen("above", subject, aboveGreedy(peak("accuracy"))),
          { ...own, is: "above", of: "highest accuracy minus the start's at temperature 0" },
        ),
        claim(
          `${both} eight completions answer fewer problems in the end than under exact-answer`,
          all("below", beside(subject, "exact-answer").map((pair) => against(results, pair, at("pass_8_loose")))),
          { ...own, is: "below", of: "pass@8 in any form at the end, minus exact-answer's" },
        ),
      ]
    }),
    claim(`${both} exact-answer (RLVR) improves a base model`, seen("above", "exact-answer", change("accuracy")), {
      written,
      is: "above",
      of: "end minus start",
    }),
    claim(
      `${both} exact-answer ends above the start model at temperature 0`,
      seen("above", "exact-answer", aboveGreedy(at("accuracy"))),
      { ours: true, written, is: "above", of: "end minus the start's at temperature 0" },
    ),
    claim(`${both} majority vote improves a base model`, seen("above", "majority-vote", change("accuracy")), {
      ours: true,
      written,
      is: "above",
      of: "end minus start",
    }),
    claim(
      `${both} majority vote ends no more than .05 above the start model at temperature 0`,
      seen("below", "majority-vote", aboveGreedy(at("accuracy"))),
      { ours: true, written, is: "below", bound: 0.05, of: "end minus the start's at temperature 0, below .05" },
    ),
  ]
}

/** What makes the world one like the paper's: of the base models, before any run. */
export const mixedChecks = (results: Results): ReadonlyArray<Claim> => {
  const { scale } = results
  if (scale.mixed === undefined) return []
  const start = mixedRuns(scale, "exact-answer", scale.mixed.rates[0])
  const seen = (measure: Measure) => over(doneOf(results, start), measure)
  const about = { check: true, ours: true, written: "before" } as const
  const greedy = at(cooled("loose", 0), 0)
  return [
    claim("mixed world: the likeliest answer is right for less than 80% of the problems", seen(greedy), {
      ...about,
      is: "below",
      bound: 0.8,
      of: "right in any form at temperature 0, below .8",
    }),
    claim("mixed world: the likeliest answer is right for more than half of the problems", seen(greedy), {
      ...about,
      is: "above",
      bound: 0.5,
      of: "right in any form at temperature 0, above .5",
    }),
    claim("mixed world: sampled completions are right less often", seen(minus(greedy, at("loose", 0))), {
      ...about,
      is: "above",
      bound: 0.1,
      of: "right in any form at temperature 0 minus that at 1, above .1",
    }),
    claim(
      "mixed world: the majority of eight is right more often than one",
      seen(minus(at("majority_right", 0), at("loose", 0))),
      { ...about, is: "above", of: "right majorities minus right completions, in any form" },
    ),
    claim(
      "mixed world: the majority of eight is right no more often than the likeliest answer",
      seen(minus(at("majority_right", 0), greedy)),
      { ...about, is: "below", bound: 0.05, of: "right majorities minus right at temperature 0, below .05" },
    ),
  ]
}
