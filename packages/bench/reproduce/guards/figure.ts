import type { Panel } from "@rlif/trainer/plot"
import { show } from "../claim.ts"
import type { Figure } from "../figures/figure.ts"
import { summarize } from "../summary.ts"
import { runs } from "./cell.ts"
import { judged } from "./advised.ts"
import { chosen, chosenByOthers } from "./chosen.ts"
import { claims } from "./claims.ts"
import { confusion } from "./confusion.ts"
import { type Course, course } from "./course.ts"
import { changed, groups, instruct, mixed, mixes, others, random, rising, sound, wrong } from "./group.ts"
import { type Rule, rules, unlabelled, withLabels } from "./rule.ts"
import { kept, mean, scored } from "./scored.ts"

const share = (value: number) => Number.isFinite(value) ? `${Math.round(100 * value)}%` : "none"
const signed = (value: number) =>
  Number.isFinite(value) ? `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}` : "none"

/** When to stop, without labels or with a few. */
export const guards: Figure = {
  name: "guards",
  title: "When to stop",
  question: "Does a rule without labels keep what internal feedback gains, and do a few labels bound the harm?",
  experiments: () => [],
  watches: runs,
  draw: (results) => {
    const seeds = results.scale.watching?.seeds ?? []
    const all = (group: (typeof groups)[number], rule: (typeof rules)[number]) =>
      scored(results, group, { rule, seeds })
    const there = seeds.filter((seed) => sound.cells.some((cell) => results.watch({ ...cell, seed }) !== undefined))
    const always = (name: string, rule: Rule) => ({ name, rules: there.map((seed) => ({ seed, rule })) })
    const courses: ReadonlyArray<Course> = [
      always("no guard", rules[0]),
      {
        name: "the rule that the other seeds choose",
        rules: there.length < 2 ? [] : chosenByOthers(results, unlabelled, there),
      },
      always("64 labels", withLabels.find(({ name }) => name === "64 labels")!),
    ]
    return {
      notes: [
        "Every run is trained to its end without a guard, and each rule is replayed over what its updates showed: the weights that a " +
        "rule keeps are those before the update that it objects to, scored by the next evaluation. Rules, cells, seeds, bounds and how " +
        "the rule is chosen were committed before the first of these runs.",
        "For each seed the rule is chosen by the other four: of those that leave the fewest runs of self-certainty and token entropy " +
        "(sound and mixed world, mixes, instruct) below their start by more than two standard errors, the one that gains most. A gain " +
        "is accuracy at temperature 1 minus the start's, in the form asked for.",
      ],
      pictures: [
        { title: "Gain over updates, where a rule keeps what it keeps", groups: [sound, mixed, mixes, instruct] },
        {
          title: "The same under other rewards, and where the likeliest answer is wrong",
          groups: [others, rising, random, wrong],
        },
      ].map(({ title, groups }) => ({
        title,
        panels: groups.map((group): Panel => ({
          title: group.name,
          x: "updates",
          y: "accuracy minus the start's",
          curves: courses.map((each) => course(results, group, each)),
        })),
      })),
      tables: [
        ...groups.map((group) => ({
          title: `${group.name}: what each rule keeps`,
          headers: ["rule", "updates", "gain", "of the best stop's", "worst run", "below start", "pass@8", "runs"],
          rows: rules.map((rule) => {
            const found = all(group, rule)
            if (found.length === 0) return [rule.name, ...Array.from({ length: 6 }, () => "not run"), "0"]
            return [
              rule.name,
              mean(found.map(({ updates }) => updates)).toFixed(1),
              signed(mean(found.map(({ gain }) => gain))),
              share(kept(found)),
              signed(Math.min(...found.map(({ gain }) => gain))),
              `${found.filter(({ harmed }) => harmed).length}`,
              signed(mean(found.map(({ pass8 }) => pass8))),
              `${found.length}`,
            ]
          }),
        })),
        {
          title: "The rule that the other seeds choose, and the one that all choose",
          headers: ["seed", "rule"],
          rows: there.length < 2 ? [["all", "not run"]] : [
            ...chosenByOthers(results, unlabelled, there).map(({ seed, rule }) => [`${seed}`, rule.name]),
            ["all", chosen(results, unlabelled, there).name],
          ],
        },
        ...confusion(there.length < 2 ? [] : judged(results, chosenByOthers(results, unlabelled, there))),
        {
          title: "What changes updates in place of stopping them: self-certainty and token entropy, at the end",
          headers: ["training", "gain", "pass@8", "runs"],
          rows: [
            { name: "all problems", group: changed({}) },
            { name: "32 problems", group: changed({ pool: 32 }) },
            { name: "128 problems", group: changed({ pool: 128 }) },
            { name: "two updates a batch", group: changed({ parts: 2 }) },
            { name: "two updates a batch, KL-Cov", group: changed({ parts: 2, loss: "kl-cov" }) },
          ].map(({ name, group }) => {
            const cells = group.cells.filter(({ world, instruct, learningRate }) =>
              world === "sound" && instruct === 0 && learningRate === 2e-4
            )
            const found = scored(results, { ...group, cells }, { rule: rules[0], seeds })
            if (found.length === 0) return [name, "not run", "not run", "0"]
            return [
              name,
              show(summarize(found.map(({ gain }) => gain))),
              signed(mean(found.map(({ pass8 }) => pass8))),
              `${found.length}`,
            ]
          }),
        },
      ],
      claims: claims(results),
    }
  },
}
