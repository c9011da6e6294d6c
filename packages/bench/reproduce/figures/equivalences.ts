import { claim, show } from "../claim.ts"
import { pairName, pairs } from "../comparison.ts"
import { experiments, type Scale } from "../scale.ts"
import { curve, doneOf, type Results, summarize } from "../summary.ts"
import type { Figure } from "./figure.ts"

const trained = ["self-certainty", "token-entropy", "trajectory-mean"] as const
const others = ["forward-certainty", "self-certainty", "trajectory-mean"] as const

const partings = (scale: Scale, other: (typeof others)[number]) =>
  experiments(scale, { objectives: ["token-entropy"] }).map((experiment) => ({ experiment, other }))

const runs = (results: Results) => doneOf(results, experiments(results.scale, { objectives: trained }))

/** Figure 7: what every run records of the advantages of all objectives, and runs side by side until they part. */
export const equivalences: Figure = {
  name: "equivalences",
  title: "The equivalences, seen in training",
  question: "Do objectives that theory calls equal train alike, and how soon do the others part?",
  experiments: (scale) => experiments(scale, { objectives: trained }),
  partings: (scale) => others.flatMap((other) => partings(scale, other)),
  draw: (results) => {
    const done = runs(results)
    // By seed, over all runs of it.
    const largest = (name: string) =>
      summarize(results.scale.seeds.flatMap((seed) => {
        const of = doneOf(results, experiments({ ...results.scale, seeds: [seed] }, { objectives: trained })).flat()
        return of.length === 0 ? [] : [Math.max(...of.map(({ metrics }) => metrics[`train/gap/${name}`] ?? 0))]
      }))
    const parted = others.map((other) =>
      partings(results.scale, other).flatMap((parted) => results.parting(parted) ?? [])
    )
    const [equal] = pairs.map(pairName)
    return {
      pictures: [{
        title: "How far apart the advantages are that two objectives give to the same completions",
        panels: [{
          title: "Root mean square",
          x: "updates",
          y: "1 is the size of an advantage",
          curves: pairs.map((pair) => curve(pairName(pair), done, `train/rms/${pairName(pair)}`)),
        }],
      }],
      tables: [
        {
          title: "Largest difference of two advantages in a whole run",
          headers: ["objectives", "largest difference"],
          rows: pairs.map(pairName).map((name) => [
            name,
            done.length === 0 ? "not run" : largest(name).mean.toExponential(1),
          ]),
        },
        {
          title: "Runs side by side until a token differs: token-entropy beside",
          headers: ["the other objective", "updates together", "where they part, seed by seed"],
          rows: others.map((other, i) => [
            other,
            parted[i].length === 0 ? "not run" : show(summarize(parted[i].map(({ together }) => together)), 1),
            parted[i].map(({ first }) =>
              first === undefined
                ? "never"
                : `update ${first.step}, completion ${first.completion}, token ${first.token}`
            ).join("; "),
          ]),
        },
      ],
      claims: [
        claim(
          "E1 and E10: token entropy and forward certainty give the same advantages, on all rollouts of all runs",
          largest(equal),
          {
            is: "below",
            bound: 1e-5,
            of: `largest difference, below 1e-5 (${done.length === 0 ? "" : largest(equal).mean.toExponential(1)})`,
          },
        ),
      ],
    }
  },
}
