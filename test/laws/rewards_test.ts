// Every reward obeys the same laws: add a row and they test yours.
import { random as generator } from "@rlif/core/random/seed"
import type { Group } from "@rlif/core/sample/group"
import { answered } from "@rlif/rewards/answered"
import { clusterFrequency } from "@rlif/rewards/cluster-frequency"
import { weighted, withinGroup } from "@rlif/rewards/combine"
import { collision } from "../_signals/collision.ts"
import { lowestConfidence, tailConfidence } from "@rlif/rewards/confidence"
import { forkEntropy } from "@rlif/rewards/fork-entropy"
import { ofSignal } from "@rlif/rewards/of-signal"
import { perplexity } from "@rlif/rewards/perplexity"
import { constant } from "@rlif/rewards/constant"
import { exactAnswer } from "@rlif/rewards/exact-answer"
import { length } from "@rlif/rewards/length"
import { majorityVote } from "@rlif/rewards/majority-vote"
import { random } from "@rlif/rewards/random"
import { repetition } from "@rlif/rewards/repetition"
import type { Reward } from "@rlif/rewards/reward"
import { novelVote } from "@rlif/rewards/novel-vote"
import { restrainedVote } from "@rlif/rewards/restrained-vote"
import { selectiveVote } from "@rlif/rewards/selective-vote"
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { trajectoryEntropy, trajectoryMean, trajectorySum } from "@rlif/rewards/trajectory-entropy"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"

const answer = (text: string) => text.match(/A (\S+) \$$/)?.[1]

/** `places`: whether the reward may depend on where in its group a completion stands, be it to break a tie. */
const table: ReadonlyArray<{ readonly reward: Reward<string, unknown>; readonly places?: true }> = [
  { reward: selfCertainty() },
  { reward: selfCertainty({ normaliser: "sum" }) },
  { reward: tokenEntropy() },
  { reward: tokenEntropy({ normaliser: 32 }) },
  { reward: trajectoryEntropy() },
  { reward: trajectoryEntropy({ normaliser: 32 }) },
  { reward: trajectoryMean() },
  { reward: trajectorySum() },
  { reward: exactAnswer({ answer }) },
  { reward: answered({ answer }) },
  { reward: majorityVote({ answer }), places: true },
  { reward: clusterFrequency({ answer }) },
  { reward: selectiveVote({ answer }), places: true },
  { reward: novelVote({ answer }), places: true },
  { reward: restrainedVote({ answer }) },
  { reward: random({ seed: 5 }), places: true },
  { reward: constant() },
  { reward: length },
  { reward: repetition({ n: 1 }) },
  { reward: ofSignal(collision) },
  { reward: tailConfidence({ tokens: 3, k: 2 }) },
  { reward: lowestConfidence({ tokens: 3, k: 2 }) },
  { reward: perplexity() },
  { reward: forkEntropy() },
  { reward: weighted([[withinGroup(selfCertainty()), 1], [withinGroup(length), 0.5]]) },
  { reward: weighted([[selfCertainty(), 0.5], [length, -0.1]]) },
]

const { uniform, integer } = generator(11)
const group = (g: number): Group => ({
  problem: { id: `p${g}`, problem: `${g} + 1 =`, gold: `${g + 1}` },
  prompt: Int32Array.of(1, 2),
  temperature: 1,
  version: 0,
  rollouts: Array.from({ length: 5 }, (_, i) => {
    const length = 1 + integer(12)
    const column = (scale: number) => Float32Array.from({ length }, () => scale * uniform())
    return {
      tokens: Int32Array.from({ length }, () => integer(30)),
      text: i === 0 ? "hm" : `A ${g + i} $`,
      finish: "stop",
      signals: {
        logprob: column(-3),
        entropy: column(2),
        selfCertainty: column(6),
        top_2_mean: column(-4),
        collision: column(2),
      },
    }
  }),
})
const groups = [group(0), group(1), group(2)]
const totals = (reward: Reward<string, unknown>, of: ReadonlyArray<Group> = groups) =>
  Effect.runSync(reward.score(of)).map(({ total }) => [...total])

describe.each(table.map((row) => ({ ...row, name: row.reward.name })))("$name", ({ reward }) => {
  it("has one finite number a completion, for the total and for every component", () => {
    for (const [g, { total, components }] of Effect.runSync(reward.score(groups)).entries()) {
      for (const values of [total, ...Object.values(components)]) {
        expect(values.length).toBe(groups[g].rollouts.length)
        expect(values.every(Number.isFinite)).toBe(true)
      }
    }
  })

  it("is the same twice", () => expect(totals(reward)).toEqual(totals(reward)))

  it("does not depend on what else is in the batch, or on its order", () => {
    const [a, b, c] = totals(reward)
    expect(totals(reward, groups.toReversed())).toEqual([c, b, a])
    expect(totals(reward, [groups[1]])).toEqual([b])
    expect(totals(reward, [])).toEqual([])
  })

  it("reads no signal that it does not declare", () => {
    const bare = groups.map((group): Group => ({
      ...group,
      rollouts: group.rollouts.map((rollout) => ({
        ...rollout,
        signals: new Proxy(rollout.signals, {
          get: (signals, key) => {
            if (!reward.needs.some(({ name }) => name === key)) throw new Error(`read ${String(key)}`)
            return Reflect.get(signals, key)
          },
        }),
      })),
    }))
    expect(totals(reward, bare)).toEqual(totals(reward))
  })

  it("has a name that metrics can spell", () => expect(reward.name).toMatch(/^[a-z][a-z0-9_]*$/))
})

const rows = table.flatMap(({ reward, places }) => places ? [] : [{ reward, name: reward.name }])

it.each(rows)("$name moves with the completions of its group", ({ reward }) => {
  const reversed = groups.map((group) => ({ ...group, rollouts: group.rollouts.toReversed() }))
  expect(totals(reward, reversed)).toEqual(totals(reward).map((values) => values.toReversed()))
})
