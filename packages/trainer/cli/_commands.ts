// Every command by its name; a line or three here is all that a new one takes.

/** In the order of the help. */
export const commands = [
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
    name: "score",
    about: "Log-probability, entropy and self-certainty of given tokens",
    load: () => import("./score.ts").then(({ score }) => score),
  },
]
