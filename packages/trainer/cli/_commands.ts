// Every command by its name; one line here is all that a new one takes.

/** In the order of the help. */
export const commands = [
  {
    name: "score",
    about: "Log-probability, entropy and self-certainty of given tokens",
    load: () => import("./score.ts").then(({ score }) => score),
  },
]
