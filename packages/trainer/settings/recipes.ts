// Recipes: what is published under one name, as values of settings. Nothing but this table knows a recipe's name.
import { choice, type Setting } from "./setting.ts"

/** A published method as settings, below every file and flag. What it leaves out, sizes and rates above all, stays at its default. */
export interface Recipe {
  /** arXiv numbers. */
  readonly paper: string
  readonly settings: Readonly<Record<string, string | number | boolean>>
  /** What readable sources do not settle, and what is otherwise here than there. */
  readonly open: string
}

/** Group-relative rewards and a clipped ratio, as most of them have it. */
const grouped = { advantage: "standardized", loss: "clipped", clipLow: 0.2, clipHigh: 0.2 } as const

/** verl's penalty where a script says nothing else. */
const near = { penalty: "k3", penaltyWeight: 0.001 } as const

/** A small batch, and an update of each of its problems: what the scripts of TTRL and those after it have. */
const one = { problems: 8, minibatches: 8, steps: 64, saveEvery: 16 } as const

/** All of them. */
export const recipes = {
  grpo: {
    paper: "2402.03300",
    settings: { reward: "exact-answer", ...grouped, penalty: "k3", penaltyWeight: 0.04, aggregate: "sequence-mean" },
    open: "the clip range and the constant beside the deviation are not in the paper",
  },
  "dr-grpo": {
    paper: "2503.20783",
    settings: {
      reward: "exact-answer",
      advantage: "centered",
      loss: "clipped",
      clipLow: 0.2,
      clipHigh: 0.2,
      aggregate: "fixed-length",
    },
    open: "nothing known",
  },
  dapo: {
    paper: "2503.14476",
    settings: {
      reward: "exact-answer:1,overlong:1",
      ...grouped,
      clipHigh: 0.28,
      aggregate: "token-mean",
      replacements: 2,
      minibatches: 16,
      steps: 64,
      saveEvery: 16,
    },
    open:
      "there problems are replaced without a bound, and a wrong answer is -1, which standardizing makes the same but beside " +
      "the price of length; the last quarter of the tokens is dear here, a fifth there",
  },
  gspo: {
    paper: "2507.18071",
    settings: {
      reward: "exact-answer",
      advantage: "standardized",
      loss: "gspo",
      clipLow: 3e-4,
      clipHigh: 4e-4,
      aggregate: "sequence-mean",
      minibatches: 4,
      saveEvery: 12,
    },
    open: "nothing known",
  },
  cispo: {
    paper: "2506.13585",
    settings: {
      reward: "exact-answer",
      advantage: "standardized",
      loss: "cispo",
      clipLow: 0.999,
      clipHigh: 0.2,
      aggregate: "token-mean",
      minibatches: 4,
      saveEvery: 12,
    },
    open:
      "the upper bound was tuned and is not given: verl has 1.2, TRL an absolute cap; there is no lower bound there, 0.001 here; " +
      "how many updates a batch has",
  },
  rloo: {
    paper: "2402.14740",
    settings: {
      reward: "exact-answer:1,log-ratio:0.05",
      teacher: "frozen",
      advantage: "leave-one-out",
      loss: "reinforce",
      aggregate: "sequence-sum",
    },
    open: "the weight of the penalty in its reward, which is tuned there, is TRL's",
  },
  "reinforce++": {
    paper: "2501.03262",
    settings: {
      reward: "exact-answer:1,log-ratio:0.01",
      teacher: "frozen",
      advantage: "raw",
      whitened: true,
      loss: "clipped",
      clipLow: 0.2,
      clipHigh: 0.2,
      aggregate: "token-mean",
    },
    open:
      "the penalty in its reward is of each token and counts from there on, which gives each token an advantage of its own; here it is " +
      "of the completion, which has the same expected gradient before advantages are whitened; its weight is OpenRLHF's",
  },
  rlvr: {
    paper: "2506.17219",
    settings: { reward: "exact-answer", ...grouped, penalty: "k3", penaltyWeight: 0.005, aggregate: "token-mean" },
    open: "the baseline of a paper whose full text was not read",
  },
  paper: {
    paper: "2506.17219",
    settings: { reward: "self-certainty", ...grouped, penalty: "k3", penaltyWeight: 0.005, aggregate: "token-mean" },
    open: "its full text was not read; token-entropy and trajectory-sum are its other rewards",
  },
  intuitor: {
    paper: "2505.19590",
    settings: { reward: "self-certainty", ...grouped, penalty: "k3", penaltyWeight: 0.005, aggregate: "token-mean" },
    open: "its published scripts have 7 completions, or 8",
  },
  rent: {
    paper: "2505.22660",
    settings: { reward: "token-entropy", ...grouped, ...near, aggregate: "token-mean" },
    open: "its published configuration rewards 7 minus the entropy, which is the same advantage",
  },
  "em-rl-sequence": {
    paper: "2505.15134",
    settings: { reward: "trajectory-sum", advantage: "leave-one-out", loss: "reinforce", aggregate: "sequence-sum" },
    open: "its penalty on the distance from the start, and its weight",
  },
  "em-rl-token": {
    paper: "2505.15134",
    settings: {
      reward: "token-entropy",
      normaliser: "sum",
      advantage: "leave-one-out",
      loss: "reinforce",
      aggregate: "sequence-sum",
    },
    open: "its penalty on the distance from the start, and its weight",
  },
  "em-ft": {
    paper: "2505.15134",
    settings: { loss: "direct-entropy", aggregate: "token-mean", completions: 1 },
    open: "the temperature of its samples; no reward is in it, and the one that is set is only watched",
  },
  ttrl: {
    paper: "2504.16084",
    settings: {
      reward: "majority-vote",
      ...grouped,
      ...near,
      aggregate: "token-mean",
      votes: 64,
      completions: 32,
      ...one,
    },
    open: "its published scripts sample at temperature 1, its paper for some models at 0.6",
  },
  empo: {
    paper: "2504.05812",
    settings: { reward: "cluster-frequency", ...grouped, aggregate: "sequence-mean" },
    open:
      "how token losses are averaged; its published code pays nothing where all answers differ, which gives no advantages here " +
      "either; free texts are compared by a model there, answers by `--answer` here",
  },
  scrl: {
    paper: "2603.19880",
    settings: {
      reward: "selective-vote",
      ...grouped,
      ...near,
      aggregate: "token-mean",
      votes: 32,
      completions: 16,
      temperature: 0.6,
      ...one,
    },
    open:
      "thresholds are those of its example script; the reward of a clear majority is its share in its code, and the share " +
      "minus the threshold in that code's comment",
  },
  ssd: {
    paper: "2604.01193",
    settings: {
      loss: "nll",
      aggregate: "token-mean",
      completions: 1,
      temperature: 1.5,
      signalTemperature: 1,
      topK: 20,
      topP: 0.8,
      problems: 480,
      minibatches: 60,
      saveEvery: 0,
    },
    open:
      "one batch of a frozen model, cut into all updates of the run, so --steps and --minibatches go together; the shortest tenth " +
      "of the texts, left out there, is in here; no reward is in it, and the one that is set is only watched",
  },
  "evol-rl": {
    paper: "2509.15194",
    settings: {
      reward: "novel-vote",
      ...grouped,
      ...near,
      clipHigh: 0.28,
      entropyBonus: 0.001,
      aggregate: "token-mean",
      votes: 64,
      completions: 32,
      ...one,
    },
    open:
      "how alike texts are is said by an embedding model there, by counts of words here; its script offers the weight of entropy " +
      "as 0, 0.001 or 0.005; novelty is among the votes here, among those that train there",
  },
  "co-rewarding-data": {
    paper: "2508.00410",
    settings: {
      reward: "cross-vote",
      paraphraseColumn: "paraphrase",
      ...grouped,
      penalty: "k3",
      penaltyWeight: 0.005,
      aggregate: "token-mean",
    },
    open:
      "its version I; it needs `--data` whose rows have another wording of each problem, which a larger model wrote there; both " +
      "wordings train here as there",
  },
  "co-rewarding": {
    paper: "2508.00410",
    settings: { reward: "teacher-vote", teacher: "following:0.01:1e-5", ...grouped, ...near, aggregate: "token-mean" },
    open:
      "its version II; the penalty compares with the teacher there, with the weights at the start here; the rate falls by a cosine, and " +
      "how many completions of the teacher vote there is not checked: as many as train here",
  },
  restrain: {
    paper: "2510.02172",
    settings: {
      reward: "restrained-vote",
      advantage: "raw",
      loss: "clipped",
      clipLow: 0.2,
      clipHigh: 0.2,
      aggregate: "token-mean",
    },
    open:
      "only its abstract could be read, and no code: the form of its weights is not checked, its three constants are ours, and the " +
      "weight of each problem is left out",
  },
  "multi-reward": {
    paper: "2605.22620",
    settings: {
      reward: "cluster-frequency:1,self-certainty:1",
      rewardScale: "group",
      advantage: "raw",
      whitened: true,
      loss: "kl-cov",
      aggregate: "token-mean",
    },
    open:
      "only its abstract was readable: the weights of the two rewards, and the share and weight of KL-Cov, are those of " +
      "arXiv:2505.22617 or 1; the last normalization over the batch is that of GDPO",
  },
} as const satisfies Readonly<Record<string, Recipe>>

/** Their names. */
export const recipeNames = Object.keys(recipes) as ReadonlyArray<keyof typeof recipes>

/** A recipe is a value of others: where it is given, those stand below file and flags. */
export const recipe: Setting<keyof typeof recipes | ""> = {
  ...choice(["", ...recipeNames], "", `published settings, below file and flags: ${recipeNames.join(", ")}`),
  flagOnly: true,
  values: (name) => recipes[name as keyof typeof recipes]?.settings ?? {},
}
