import type { Group } from "@rlif/core/sample/group"
import type { Answered } from "../evaluate/answered.ts"
import { samplesFile } from "./samples_file.ts"

/** Of so many held-out problems what a model answers is kept: enough to see how answers change, and little to store. */
const kept = 16

/** Where the answers of an update's evaluation are in a run's folder. */
export const heldOutName = (step: number): string => `held_out/step_${String(step).padStart(6, "0")}.jsonl`

/**
 * What a model answers the first held-out problems, which it is asked at every evaluation, as a samples file: without reward
 * and advantage, for nothing was learned from them.
 */
export const heldOutFile = (groups: ReadonlyArray<Group<never>>, answered: ReadonlyArray<Answered>): string =>
  samplesFile(
    groups.slice(0, kept).map((group, i) => {
      const of = (is: (verdict: string) => boolean) =>
        Float64Array.from(answered[i].completions, ({ verdict }) => Number(is(verdict)))
      const none = new Float64Array(group.rollouts.length).fill(NaN)
      const components = {
        exact_answer: of((verdict) => verdict === "correct"),
        answered: of((verdict) => verdict !== "unparsable"),
      }
      return { group, rewards: none, components, advantages: none }
    }),
  )
