import type { Group } from "@rlif/core/sample/group"
import type { Weighted } from "../stage/advantage.ts"
import type { Metrics, Step } from "../stage/step.ts"

/** A batch of two groups of two, small enough to check by hand, for tests of this folder. */
export const weighted: ReadonlyArray<Weighted<"entropy">> = [
  { id: "a", lengths: [2, 4], rewards: [1, 3], right: [0, 1] },
  { id: "b", lengths: [1, 5], rewards: [2, 2], right: [1, 1] },
].map(({ id, lengths, rewards, right }) => ({
  group: group(id, lengths),
  rewards: Float64Array.from(rewards),
  components: { certainty: Float64Array.from(rewards), exact_answer: Float64Array.from(right) },
  advantages: Float64Array.from(rewards, (reward) => reward - 2),
}))

function group(id: string, lengths: ReadonlyArray<number>): Group<"entropy"> {
  return {
    problem: { id, problem: "1 + 1 =", gold: "2" },
    prompt: Int32Array.of(7, 8, 9),
    temperature: 1,
    version: 4,
    rollouts: lengths.map((length) => ({
      tokens: Int32Array.from({ length }, (_, t) => t),
      text: `${length} tokens`,
      finish: length === 5 ? "length" : "stop",
      signals: { logprob: new Float32Array(length).fill(-length), entropy: new Float32Array(length).fill(length) },
    })),
  }
}

/** A step with the batch above. */
export const step = (n: number, metrics: Metrics = {}): Step<"entropy"> => ({ step: n, metrics, batch: weighted })
