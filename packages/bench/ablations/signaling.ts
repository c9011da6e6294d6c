// Signals (entropy and self-certainty of every token) come from the pass that sampled the token, against a second pass
// that reads the finished completions. Both sides draw the same tokens and agree on the signals.
import { allSignals, type Signals } from "@rlif/core/signals"
import { Effect } from "effect"
import { basePolicy, groupRequest, sequencesOf } from "./_model.ts"
import type { Ablation, Work } from "./ablation.ts"

/** Signals of the sampling pass against a second pass. */
export const signaling: Ablation = {
  name: "signaling",
  prepare: Effect.fnUntraced(function* (size) {
    const { sample, read } = yield* basePolicy
    const [bare, whole] = [groupRequest(size), groupRequest(size, allSignals)]
    const second = Effect.flatMap(
      sample(bare),
      (groups) => read(sequencesOf(bare, groups), { temperature: 1, signals: allSignals }),
    )
    const first = Effect.map(sample(whole), (groups) => groups.flat().map(({ signals }) => signals))
    return [{
      name: "signals",
      unit: "tokens",
      ways: [
        { name: "of a second pass", run: Effect.map(Effect.orDie(second), work) },
        { name: "of the sampling pass", run: Effect.map(Effect.orDie(first), work) },
      ],
      tolerance: 1e-4,
    }]
  }),
}

const work = (rows: ReadonlyArray<Signals<"entropy" | "selfCertainty">>): Work => ({
  count: rows.reduce((sum, { entropy }) => sum + entropy.length, 0),
  result: rows.flatMap(({ entropy, selfCertainty }) => [...entropy, ...selfCertainty]),
})
