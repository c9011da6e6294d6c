// What a reader has to know of a report: what was done, and where.
import type { ReportOptions } from "../report/report.ts"
import { setting } from "./experiment.ts"
import { type Job, startOf } from "./job.ts"
import { provenance } from "./provenance.ts"
import type { Scale } from "./scale.ts"
import { type Kept, resultName } from "./store.ts"

/** The words and the environment of a report. */
export const described = (
  scale: Scale,
  jobs: ReadonlyArray<Job>,
  found: ReadonlyMap<string, Kept>,
): ReportOptions => {
  const done = jobs.flatMap((job) => found.get(resultName(job)) ?? [])
  const doneOf = (kind: Job["kind"]) => {
    const all = jobs.filter((job) => job.kind === kind)
    return `${all.filter((job) => found.has(resultName(job))).length} of ${all.length}`
  }
  const made = done.map(({ made }) => made)
  const all = (of: "commit" | "machine" | "node") => [...new Set(made.map((one) => one[of]))].toSorted().join(", ")
  // A base model that had not learned its world was made anew.
  const again = new Set(jobs.flatMap((job) => {
    const attempt = found.get(resultName(job))?.made.attempt
    if (job.kind === "model" || attempt === undefined) return []
    const { world, seed } = startOf(job)
    return [`${world} world, seed ${seed}: attempt ${attempt}`]
  }))
  const { prompts, completions, maxTokens, warmUp, clipNorm } = setting
  const mixed = scale.mixed?.seeds ?? []
  return {
    title: "Internal feedback on small models",
    introduction: [
      "A language model can be trained without labels, on its own confidence: several completions are sampled for each problem, " +
      "each is scored by how sure the model was of it, and the weights are moved towards those that it was surer of than of the " +
      "others (its advantage). The paper “No Free Lunch: Rethinking Internal Feedback for LLM Reasoning” (arXiv 2506.17219) is " +
      "reported to have found that accuracy first rises and then falls, that models which are certain already gain nothing, and that all such rewards " +
      "lower entropy. Here its experiments are run again on models of 340 thousand parameters that do arithmetic step by step, " +
      "pretrained from scratch for every seed.",
      "In the sound world the likeliest answer is right, but the models slip, ramble on and forget the form asked for. In the " +
      "wrong-mode world the likeliest answer (the mode) is wrong for 78% of the problems. In right-mode the same texts are " +
      "read with the truth exchanged: the likeliest answer is right for all problems. In the mixed world, which is the one most like the " +
      "paper's, models slip, ramble and forget the form as in the sound one, and the likeliest answer is right for two thirds of the problems.",
      "Accuracy is the share of held-out problems that one completion, sampled at temperature 1, answers rightly in the form asked " +
      "for; no training run sees these problems. Every seed has its own models, problems and random numbers. A claim is decided only " +
      "where all five seeds are on the same side. A base model that had not learned what its world's texts come to most often was " +
      "pretrained anew, before any run (at the end it says which).",
      ...provenance,
      "What this cannot say: models this small learn arithmetic modulo ten, not mathematics; few rates, one batch size, no penalty; " +
      "updates at this rate harm by themselves, which only the random reward shows. In the sound world greedy answers are right from " +
      "the start, so all that is gained there is less noise and better form, which a lower temperature gives for nothing. Models of the " +
      "right-mode world are trained under two of the rewards and their control only. The random reward gives every group advantages, while late in a " +
      "run half or more of the groups give none under exact-answer, votes and the trajectory mean: beside these, random is noisier than a control " +
      "should be. And whether a model is already strong or weak in what it is trained on is not told apart from how certain it is.",
    ],
    environment: {
      scale: `${scale.name}: ${doneOf("run")} runs, and ${doneOf("part")} pairs of runs side by side until they part`,
      "base models": `${scale.worlds.length * scale.seeds.length + mixed.length}, one a world and seed`,
      seeds: `${scale.seeds.join(", ")}${mixed.length === 0 ? "" : `; in the mixed world ${mixed.join(", ")}`}`,
      training:
        `${prompts} problems x ${completions} completions of at most ${maxTokens} tokens an update, ${scale.steps} ` +
        `updates at ${scale.learningRate}, the first ${warmUp} rising to it, AdamW, clip ${clipNorm}, no KL`,
      evaluation:
        `${scale.problems} problems every ${scale.every} updates, ${scale.greedy} of them greedily, ${scale.groups} ` +
        "eight times; before training also at temperatures 0, 0.3 and 0.6",
      ...(again.size === 0 ? {} : { "base models made anew": [...again].join("; ") }),
      commits: all("commit"),
      machines: `${all("machine")}; Node ${all("node")}`,
      time: `${
        (made.reduce((sum, { seconds }) => sum + seconds, 0) / 3600).toFixed(1)
      } hours of one core, models apart`,
      "to repeat": `npm run reproduce${scale.name === "full" ? "" : ` -- --${scale.name}`}`,
    },
  }
}
