// What is claimed of stops, with bounds: written, with the rules and the cells, before the first run of these seeds.
import type { Claim } from "../../report/drawing.ts"
import { claim } from "../claim.ts"
import { type Results, summarize } from "../summary.ts"
import { chosenByOthers } from "./chosen.ts"
import { changed, type Group, instruct, mixed, mixes, rising, sound, wrong } from "./group.ts"
import { type Rule, rules, unlabelled, withLabels } from "./rule.ts"
import { kept, mean, type Scored, scored } from "./scored.ts"

const [none] = rules
const clocks = unlabelled.filter(({ name }) => name.startsWith("clock"))

/** All claims of the study. */
export const claims = (results: Results): ReadonlyArray<Claim> => {
  const seeds = (results.scale.watching?.seeds ?? []).filter((seed) =>
    sound.cells.some((cell) => results.watch({ ...cell, seed }) !== undefined)
  )
  const found = seeds.length < 2 ? [] : chosenByOthers(results, unlabelled, seeds)
  const clocked = seeds.length < 2 ? [] : chosenByOthers(results, clocks, seeds)
  const runs = (group: Group, rule: Rule, seed: number) => scored(results, group, { rule, seeds: [seed] })
  const each = (measure: (at: { readonly seed: number; readonly rule: Rule }) => number) =>
    summarize(found.map(measure))
  const harmed = (of: ReadonlyArray<Scored>) => of.filter(({ harmed }) => harmed).length
  const gain = (of: ReadonlyArray<Scored>) => mean(of.map(({ gain }) => gain))
  const about = { ours: true, written: "before" } as const
  const harm = (rule: Rule, seed: number) =>
    Math.min(0, gain(runs(wrong, rule, seed))) / Math.min(-1e-9, gain(runs(wrong, none, seed)))
  return [
    claim(
      "a stop without labels keeps at least 85% of the best stop's gain under self-certainty and token entropy in the sound world",
      each(({ seed, rule }) => kept(runs(sound, rule, seed))),
      { ...about, is: "above", bound: 0.85, of: "share of the best stops' gain" },
    ),
    claim(
      "so it does in the mixed world",
      each(({ seed, rule }) => kept(runs(mixed, rule, seed))),
      { ...about, is: "above", bound: 0.85, of: "share of the best stops' gain" },
    ),
    claim(
      "it leaves no base model below its start, by more than noise, in the sound and the mixed world",
      each(({ seed, rule }) => harmed([...runs(sound, rule, seed), ...runs(mixed, rule, seed)])),
      { ...about, is: "below", bound: 0.5, of: "runs that end below their start" },
    ),
    claim(
      "nor any mix or instruct model",
      each(({ seed, rule }) => harmed([...runs(mixes, rule, seed), ...runs(instruct, rule, seed)])),
      { ...about, is: "below", bound: 0.5, of: "runs that end below their start" },
    ),
    claim(
      "it gains more than a fixed number of updates that was chosen the same way, over all these runs",
      summarize(found.map(({ seed, rule }, i) => {
        const all = [sound, mixed, mixes, instruct]
        const by = (rule: Rule) => gain(all.flatMap((group) => runs(group, rule, seed)))
        return by(rule) - by(clocked[i].rule)
      })),
      { ...about, is: "above", of: "mean gain minus the clock's" },
    ),
    claim(
      "it gives away less than .05 under exact-answer and the trajectory mean",
      each(({ seed, rule }) => mean(runs(rising, rule, seed).map(({ gain, end }) => end - gain))),
      { ...about, is: "below", bound: 0.05, of: "accuracy at the end minus that where it stops" },
    ),
    claim(
      "without labels at most a third of the harm is left where the mode is wrong",
      each(({ seed, rule }) => harm(rule, seed)),
      { ...about, is: "below", bound: 1 / 3, of: "share of the harm" },
    ),
    ...withLabels.map((rule) =>
      claim(
        `with ${rule.name} at most a third of the harm is left where the mode is wrong`,
        summarize(seeds.map((seed) => harm(rule, seed))),
        { ...about, is: "below", bound: 1 / 3, of: "share of the harm" },
      )
    ),
    ...withLabels.filter(({ name }) => name.endsWith("labels") && !name.includes("or")).map((rule) =>
      claim(
        `with ${rule.name} neither exact-answer nor the trajectory mean is stopped`,
        summarize(seeds.map((seed) =>
          runs(rising, rule, seed).filter(({ updates }) => updates < (results.scale.watching?.steps ?? 0)).length
        )),
        { ...about, is: "below", bound: 0.5, of: "runs that are stopped" },
      )
    ),
    ...[32, 128].map((pool) =>
      claim(
        `a stop gains more than training on ${pool} problems to the end`,
        each(({ seed, rule }) => gain(runs(fast, rule, seed)) - gain(runs(changed({ pool }), none, seed))),
        { ...about, is: "above", of: "gain where it stops minus that at the end" },
      )
    ),
    claim(
      "a price on tokens of high covariance (KL-Cov) keeps a run above its start",
      summarize(seeds.map((seed) => gain(runs(changed({ parts: 2, loss: "kl-cov" }), none, seed)))),
      { ...about, is: "above", of: "end minus start" },
    ),
    claim(
      "a stop gains more than that price",
      each(({ seed, rule }) =>
        gain(runs(changed({ parts: 2 }), rule, seed)) - gain(runs(changed({ parts: 2, loss: "kl-cov" }), none, seed))
      ),
      { ...about, is: "above", of: "gain where it stops minus that at the end" },
    ),
  ]
}

/** The runs that those on few problems are compared with. */
const fast: Group = { name: "fast", cells: sound.cells.filter(({ learningRate }) => learningRate === 2e-4) }
