import { claim, type Print, show } from "../claim.ts"
import { pairName, pairs } from "../comparison.ts"
import { experiments, type Scale, trainedWorlds } from "../scale.ts"
import { at, curve, doneOf, over, type Results, summarize } from "../summary.ts"
import type { Figure } from "./figure.ts"
import { controls, curves } from "./rewards.ts"

const trained = ["self-certainty", "token-entropy", "trajectory-mean"] as const
const others = ["forward-certainty", "self-certainty", "trajectory-mean"] as const

const partings = (scale: Scale, other: (typeof others)[number]) =>
  experiments(scale, { objectives: ["token-entropy"] }).map((experiment) => ({ experiment, other }))

/** All runs that there are of a seed, whatever figure they are for: each records the gaps. */
const ofSeed = (results: Results, seed: number) => {
  const scale = { ...results.scale, seeds: [seed] }
  return doneOf(results, [
    ...trainedWorlds(scale).flatMap((world) => experiments(scale, { world, objectives: [...curves, ...controls] })),
    ...experiments(scale, { instruct: 1, objectives: [...curves, "random"] }),
  ])
}

const exponent: Print = (value) => value.toExponential(1)

/** Figure 7: what every run records of the advantages of all objectives, and runs side by side until they part. */
export const equivalences: Figure = {
  name: "equivalences",
  title: "The equivalences, seen in training",
  question: "Do objectives that theory calls equal train alike, and how soon do the others part?",
  experiments: (scale) => experiments(scale, { objectives: trained }),
  partings: (scale) => others.flatMap((other) => partings(scale, other)),
  draw: (results) => {
    const { every, seeds } = results.scale
    const done = doneOf(results, experiments(results.scale, { objectives: trained }))
    const largest = (name: string) =>
      summarize(seeds.flatMap((seed) => {
        const gaps = ofSeed(results, seed).flat().flatMap(({ metrics }) => metrics[`train/gap/${name}`] ?? [])
        return gaps.length === 0 ? [] : [Math.max(...gaps)]
      }))
    // Of models that have hardly been trained: later, groups of equal completions hide what is apart.
    const early = doneOf(results, experiments(results.scale, { objectives: ["token-entropy"] }))
    const apart = (name: string) => over(early, at(`train/rms/${name}`, every))
    const parted = others.map((other) =>
      partings(results.scale, other).flatMap((parted) => results.parting(parted) ?? [])
    )
    const [equal, ...unequal] = pairs.map(pairName)
    const gap = largest(equal)
    return {
      notes: [
        "A completion's advantage is how much better its reward is than those of the other completions of its problem, in standard " +
        "deviations; it is all that a reward does to training. At every update of every run the same completions were scored by " +
        "both objectives of a pair. What theory calls equal (E1 and E10 of docs/theory.md) must give the same advantages but for " +
        "rounding, and two runs that differ in nothing else stay together until rounding tips a token.",
        "Late in training completions of a problem become alike, and groups of equal completions have no advantages to differ in: so " +
        "how far two objectives are apart is read off at the beginning.",
        "All of this is a check of the program, and no evidence for or against the paper: what is equal by a proof must be, and " +
        "objectives that are defined otherwise are apart.",
      ],
      pictures: [{
        title: "How far apart two objectives are on the same completions",
        panels: [{
          title: "Root mean square of the difference of advantages",
          x: "updates",
          y: "1 is the size of an advantage",
          curves: pairs.map((pair) => ({
            ...curve(pairName(pair), done, `train/rms/${pairName(pair)}`),
            name: pairName(pair).replace("~", " and "),
          })),
        }],
      }],
      tables: [
        {
          title: `Root mean square of the difference of two advantages, updates 1 to ${every}`,
          headers: ["objectives", "difference"],
          rows: [equal, ...unequal].map((name) => [name.replace("~", " and "), show(apart(name), exponent)]),
        },
        {
          title: "Runs side by side until a token differs: token-entropy beside",
          headers: ["the other objective", "updates together", "where they part, seed by seed"],
          rows: others.map((other, i) => [
            other,
            parted[i].length === 0 ? "not run" : show(summarize(parted[i].map(({ together }) => together))),
            parted[i].map(({ first }) =>
              first === undefined
                ? "never"
                : `update ${first.step}, completion ${first.completion + 1} of ${first.of}, token ${first.token + 1}`
            ).join("; "),
          ]),
        },
      ],
      claims: [
        claim(
          "E1 and E10: token entropy and forward certainty give the same advantages, on all rollouts of figures 1, 2 and 5",
          gap,
          {
            check: true,
            written: "during",
            is: "below",
            bound: 1e-5,
            of: "largest difference, below 1e-5",
            print: exponent,
          },
        ),
        // The last pair is of rewards with labels.
        ...unequal.slice(0, -1).map((name) =>
          claim(`${name.replace("~", " and ")} are not the same objective`, apart(name), {
            check: true,
            ours: true,
            written: "during",
            is: "above",
            bound: 0.1,
            of: `root mean square of the difference of advantages, updates 1 to ${every}, above .1`,
          })
        ),
      ],
    }
  },
}
