// What a reader has to know of a report: what was done, and where.
import type { ReportOptions } from "../report/report.ts"
import { setting } from "./experiment.ts"
import type { Job } from "./job.ts"
import type { Scale } from "./scale.ts"
import type { Kept } from "./store.ts"

/** The words and the environment of a report. */
export const described = (
  scale: Scale,
  jobs: ReadonlyArray<Job>,
  found: ReadonlyMap<string, Kept>,
): ReportOptions => {
  const runs = jobs.filter(({ kind }) => kind !== "model").length
  const made = [...found.values()].map(({ made }) => made)
  const all = (of: "commit" | "machine" | "node") => [...new Set(made.map((one) => one[of]))].toSorted().join(", ")
  const { prompts, completions, maxTokens, warmUp, clipNorm } = setting
  return {
    title: "Internal feedback on small models",
    introduction: [
      "A language model can be trained without labels, on its own confidence: on how certain it is of each token " +
      "(token entropy), of its whole completion (trajectory log-probability), or how far from a coin toss it is " +
      "(self-certainty). The paper “No Free Lunch: Rethinking Internal Feedback for LLM Reasoning” (arXiv 2506.17219) " +
      "found that this first helps and then hurts, that models which are certain already gain nothing, and that all " +
      "such rewards lower entropy. Here its experiments are run again on models of 340 thousand parameters that do " +
      "arithmetic step by step, pretrained from scratch for every seed.",
      "In the sound world the likeliest answer is right, but the models slip, ramble and forget the form asked for. In " +
      "the wrong-mode world the likeliest answer is wrong for 78% of the problems. Its mirror image, right-mode, has " +
      "the same texts but for which of two results is the true one.",
      "Accuracy is measured on held-out problems, sampled once at temperature 1; no training run sees it. Intervals are " +
      "bootstrapped over seeds: with five of them such an interval covers the truth rather four times in five than 19 times in 20 " +
      "(83% of the time for normal numbers), so a claim is decided only where every single seed is on the same side, which happens " +
      "by chance once in 32 times. A peak is looked for in the other seeds and read off in this one, so that no luck of one " +
      "evaluation makes it. The worlds and the learning rates were chosen by runs of other seeds.",
    ],
    environment: {
      scale: `${scale.name}: ${found.size} of ${runs} runs`,
      seeds: scale.seeds.join(", "),
      training:
        `${prompts} problems x ${completions} completions of at most ${maxTokens} tokens an update, ${scale.steps} ` +
        `updates at ${scale.learningRate} after ${warmUp} of warm-up, AdamW, clip ${clipNorm}, no KL`,
      evaluation: `${scale.problems} problems every ${scale.every} updates, ${scale.greedy} of them greedily`,
      commits: all("commit"),
      machines: `${all("machine")}; Node ${all("node")}`,
      time: `${
        (made.reduce((sum, { seconds }) => sum + seconds, 0) / 3600).toFixed(1)
      } hours of one core, models apart`,
      "to repeat": `npm run reproduce${scale.name === "full" ? "" : ` -- --${scale.name}`}`,
    },
  }
}
