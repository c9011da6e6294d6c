import type { ObjectiveName } from "../objectives.ts"
import { experiments } from "../scale.ts"
import type { Figure } from "./figure.ts"

/** Rewards that know nothing, and one that knows what most completions say. */
export const controls: ReadonlyArray<ObjectiveName> = ["random", "constant", "shuffled", "majority-vote"]

/** Figure 5: at the very learning rate of the curves that they control. */
export const controlRuns: Figure = {
  name: "controls",
  title: "Controls at the same learning rate",
  question: "How much of the rise and of the fall would happen without the reward?",
  experiments: (scale) =>
    scale.worlds.filter((world) => world !== "right-mode")
      .flatMap((world) => experiments(scale, { world, objectives: controls })),
}
