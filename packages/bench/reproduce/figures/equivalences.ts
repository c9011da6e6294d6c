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
    // Of a seed one number, over all updates of all its runs.
    const bySeed = (of: (values: ReadonlyArray<number>) => number, metric: string) =>
      summarize(results.scale.seeds.flatMap((seed) => {
        const rows = doneOf(results, experiments({ ...results.scale, seeds: [seed] }, { objectives: trained })).flat()
        return rows.length === 0 ? [] : [of(rows.flatMap(({ metrics }) => metrics[metric] ?? []))]
      }))
    const largest = (name: string) => bySeed((gaps) => Math.max(...gaps), `train/gap/${name}`)
    const parted = others.map((other) =>
      partings(results.scale, other).flatMap((parted) => results.parting(parted) ?? [])
    )
    const [equal, ...unequal] = pairs.map(pairName)
    // The last pair is of rewards with labels.
    const distinct = unequal.slice(0, -1)
    return {
      notes: [
        "At every update of every run the same completions were scored by both objectives of a pair. What theory calls equal must " +
        "give the same advantages but for rounding, and two runs that differ in nothing else stay together until rounding tips a token.",
      ],
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
        ...distinct.map((pair) =>
          claim(
            `${pair.replace("~", " and ")} are not the same objective`,
            bySeed((apart) => Math.min(...apart), `train/rms/${pair}`),
            {
              ours: true,
              is: "above",
              bound: 0.1,
              of: "smallest root mean square of the difference of advantages, above .1",
            },
          )
        ),
      ],
    }
  },
}
