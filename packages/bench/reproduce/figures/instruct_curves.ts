import { experiments } from "../scale.ts"
import { curves } from "./base_curves.ts"
import type { Figure } from "./figure.ts"

/** Figure 2. */
export const instructCurves: Figure = {
  name: "instruct_curves",
  title: "Its instruct sibling under the same rewards",
  question: "Does internal feedback help a model that is certain already?",
  experiments: (scale) => experiments(scale, { instruct: 1, objectives: curves }),
}
