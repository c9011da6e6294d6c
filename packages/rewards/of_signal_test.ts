// Rewards over signals by hand.
import type { Group } from "@rlif/core/sample/group"
import { logprob, renyi } from "@rlif/core/signals"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { weighted, withinGroup } from "./combine.ts"
import { lowestConfidence, tailConfidence } from "./confidence.ts"
import { forkEntropy } from "./fork_entropy.ts"
import { length } from "./length.ts"
import { ofSignal } from "./of_signal.ts"
import { perplexity } from "./perplexity.ts"
import type { Reward } from "./reward.ts"

type Names = "logprob" | "entropy" | "top_2_mean" | "renyi_0_5"
/** A group of completions whose every signal is the same. */
const groupOf = (rows: ReadonlyArray<ReadonlyArray<number>>): Group<Names> => ({
  problem: { id: "p", problem: "", gold: "" },
  prompt: Int32Array.of(1),
  temperature: 1,
  version: 0,
  rollouts: rows.map((row) => {
    const x = Float32Array.from(row)
    const signals = { logprob: x, entropy: x, top_2_mean: x, renyi_0_5: x }
    return { tokens: new Int32Array(row.length), text: "", finish: "stop", signals }
  }),
})
const group = groupOf([[-1, -4, -2, -1, -6], [-3], [-2, -2, 0]])
const totals = <E>(reward: Reward<Names, E>, of = group) => [...Effect.runSync(reward.score([of]))[0].total]

describe.each<readonly [string, Reward<Names, unknown>, ReadonlyArray<number>]>([
  ["ofSignal", ofSignal(renyi(0.5)), [-14 / 5, -3, -4 / 3]],
  ["ofSignal, the last", ofSignal(logprob, { name: "last", of: (x) => x.at(-1)! }), [-6, -3, 0]],
  ["tailConfidence", tailConfidence({ tokens: 2, k: 2 }), [3.5, 3, 1]],
  ["tailConfidence of all", tailConfidence({ k: 2 }), [14 / 5, 3, 4 / 3]],
  // Windows of two: 2.5, 3, 1.5, 3.5 · 3 · 2, 1
  ["lowestConfidence", lowestConfidence({ tokens: 2, k: 2 }), [1.5, 3, 1]],
  ["perplexity", perplexity(), [-Math.exp(14 / 5), -Math.exp(3), -Math.exp(4 / 3)]],
  // The highest two of five, one of one, one of three.
  ["forkEntropy", forkEntropy({ share: 0.3 }), [1, 3, -0]],
])("%s", (_, reward, expected) => {
  it("is what is written here", () => totals(reward).forEach((x, i) => expect(x).toBeCloseTo(expected[i], 5)))

  it("refuses signals of another temperature", () => {
    const cold = Effect.runSync(Effect.flip(reward.score([{ ...group, temperature: 0.5 }])))
    expect(cold).toMatchObject({ reward: reward.name, expected: 1, actual: 0.5 })
  })
})

it("withinGroup sums rewards of any scale alike, and keeps their raw values", () => {
  const even = groupOf([[-1], [-2, -2], [-3, -3, -3]])
  const mixed = weighted([[withinGroup(ofSignal(logprob)), 1], [withinGroup(length), 1]])
  // -1, -2, -3 and 1, 2, 3: each standardized, they cancel.
  totals(mixed, even).forEach((x) => expect(x).toBeCloseTo(0, 6))
  const [{ components }] = Effect.runSync(mixed.score([even]))
  expect([...components.length]).toEqual([1, 2, 3])
  const one = totals(withinGroup(length), even)
  ;[-Math.sqrt(1.5), 0, Math.sqrt(1.5)].forEach((x, i) => expect(one[i]).toBeCloseTo(x, 5))
  expect(totals(withinGroup(length), groupOf([[-1], [-1]]))).toEqual([0, 0])
})

it("withinGroup gives exactly 0 where all have the same reward, whatever its mean rounds to", () => {
  for (const x of [0.1, -1e13 / 3]) {
    const same = ofSignal(logprob, { of: () => x })
    expect(totals(withinGroup(same), groupOf([[-1], [-2], [-3]]))).toEqual([0, 0, 0])
  }
})

it("of no tokens there is no reward", () => {
  for (const share of [0, -0.2, 1.1, NaN]) {
    expect(() => forkEntropy({ share })).toThrow(`Cannot reward a share of ${share}`)
  }
  for (const tokens of [0, -1, 1.5, NaN]) {
    expect(() => tailConfidence({ tokens })).toThrow(`Cannot take the confidence of ${tokens} tokens`)
    expect(() => lowestConfidence({ tokens })).toThrow(`Cannot take the confidence of ${tokens} tokens`)
  }
})
