import { experiments } from "../scale.ts"
import type { Figure } from "./figure.ts"

/** The models of all worlds before any training: what their signals say, and what their accuracy is. */
export const worldsApart: Figure = {
  name: "worlds",
  title: "Before training: which world is this?",
  question: "Does any signal without labels tell a model whose likeliest answer is wrong from its mirror image?",
  experiments: (scale) =>
    scale.worlds.flatMap((world) => experiments(scale, { world, objectives: ["constant"], steps: 0 })),
}
