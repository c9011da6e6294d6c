// Every command by its name; a line or three here is all that a new one takes.

/** In the order of the help. */
export const commands = [
  {
    name: "train",
    about: "Reinforcement learning from internal feedback, or from any other reward",
    load: () => import("./train.ts").then(({ train }) => train),
  },
  {
    name: "pretrain",
    about: "Train a base model from scratch on generated arithmetic, or an older model further",
    load: () => import("./pretrain.ts").then(({ pretrain }) => pretrain),
  },
  {
    name: "sample",
    about: "Completions, with what the model says about each token",
    load: () => import("./sample.ts").then(({ sample }) => sample),
  },
  {
    name: "eval",
    about: "True accuracy on problems with known answers",
    load: () => import("./eval.ts").then(({ evaluate }) => evaluate),
  },
  {
    name: "compare",
    about: "Whether one model answers better than another, on the same problems",
    load: () => import("./compare.ts").then(({ compare }) => compare),
  },
  {
    name: "score",
    about: "Log-probability, entropy and self-certainty of given tokens",
    load: () => import("./score.ts").then(({ score }) => score),
  },
  {
    name: "grade",
    about: "Mathematical answers against gold answers: correct, wrong or unparsable",
    load: () => import("./grade.ts").then(({ grade }) => grade),
  },
  {
    name: "mix",
    about: "Models between a base and an instruct model: their weights, interpolated",
    load: () => import("./mix.ts").then(({ mix }) => mix),
  },
  {
    name: "merge",
    about: "Fold an adapter into the model that it is for",
    load: () => import("./merge.ts").then(({ merge }) => merge),
  },
  {
    name: "export",
    about: "A model, and its adapter folded in, as a folder that Transformers.js loads",
    load: () => import("./export.ts").then(({ exportModel }) => exportModel),
  },
  {
    name: "verify",
    about: "Test the theorems on random cases, or find where two rewards differ",
    load: () => import("./verify.ts").then(({ verify }) => verify),
  },
  {
    name: "env",
    about: "Versions, hardware and providers of this machine, to paste into a report",
    load: () => import("./env.ts").then(({ env }) => env),
  },
]
