import { experiments } from "../scale.ts"
import type { Figure } from "./figure.ts"

/** Figure 7: what every run records of the advantages of all objectives, and runs side by side until they part. */
export const equivalences: Figure = {
  name: "equivalences",
  title: "The equivalences, seen in training",
  question: "Do objectives that theory calls equal train alike, and how soon do the others part?",
  experiments: (scale) => experiments(scale, { objectives: ["self-certainty", "token-entropy", "trajectory-mean"] }),
  partings: (scale) =>
    experiments(scale, { objectives: ["token-entropy"] }).flatMap((experiment) =>
      (["forward-certainty", "self-certainty", "trajectory-mean"] as const).map((other) => ({ experiment, other }))
    ),
}
