import type { Group } from "@rlif/core/sample/group"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { lastNumber } from "./answer/last_number.ts"
import { crossVote } from "./cross_vote.ts"
import { memory } from "./memory.ts"
import { pooledVote } from "./pooled_vote.ts"
import type { Reward } from "./reward.ts"

const groupOf = (id: string, texts: ReadonlyArray<string>): Group => ({
  problem: { id, problem: "", gold: "" },
  prompt: Int32Array.of(1),
  temperature: 1,
  version: 0,
  rollouts: texts.map((text) => ({
    tokens: Int32Array.of(1),
    text,
    finish: "stop",
    signals: { logprob: new Float32Array(1) },
  })),
})
const scores = <E>(reward: Reward<never, E>, groups: ReadonlyArray<Group>) =>
  Effect.runPromise(Effect.map(reward.score(groups), (all) => all.map(({ total }) => [...total])))

describe("a cross vote", () => {
  const groups = [
    groupOf("a", ["is 1", "is 1", "is 2"]),
    groupOf("b", ["7", "8", "none"]),
    groupOf("a#1", ["so 2", "so 1", "so 3"]),
    groupOf("b#1", ["none", "hm", "no"]),
    groupOf("a#2", ["2", "2", "hm"]),
  ]
  const numbers = crossVote({ answer: lastNumber })

  it("pays what the other wordings of a problem say most, not what its own does", async () => {
    expect(await scores(numbers, groups)).toEqual([
      [0, 0, 1], // of 2 1 3 2 2
      [0, 0, 0], // the other wording has no answer
      [1, 0, 0], // of 1 1 2 2 2
      [0, 0, 0], // 7 is asked for, and nothing is answered
      [0, 0, 0], // of 1 1 2 2 1 3, while its own say 2
    ])
  })

  it("goes by what is said to be one problem, and by the equivalence that it is given", async () => {
    const one = crossVote({
      answer: lastNumber,
      of: () => "all",
      compare: (a, b) => Effect.succeed(Number(a) % 2 === Number(b) % 2 ? "correct" : "wrong"),
    })
    expect(await scores(one, [groupOf("x", ["3", "4"]), groupOf("y", ["5", "7", "2"])])).toEqual([[1, 0], [1, 1, 0]])
  })

  it("fails where a problem stands alone", async () => {
    const failed = Effect.flip(numbers.score([groups[0], groups[1], groups[2]]))
    expect(await Effect.runPromise(failed)).toMatchObject({
      _tag: "@rlif/rewards/MissingParaphrase",
      message: 'Cannot score problem "b": the batch has no other wording of it',
    })
  })
})

describe("a pooled vote", () => {
  it("counts the last visits of a problem, and forgets those before", async () => {
    const known = memory<ReadonlyArray<ReadonlyArray<string>>>()
    const pooled = pooledVote({ memory: known, visits: 1, answer: lastNumber })
    const visit = (...texts: ReadonlyArray<string>) => scores(pooled, [groupOf("a", texts)])
    expect(await visit("1", "1", "2")).toEqual([[1, 1, 0]])
    // 1 1 2 and 2 2 3: of three each of 2.
    expect(await visit("3", "2", "2")).toEqual([[0, 1, 1]])
    // Alone 1 would win; with the visit before, 2 does: 1 1 2 and 3 2 2. The first visit is forgotten.
    expect(await visit("1", "1", "2")).toEqual([[0, 0, 1]])
    expect(await visit("3", "3", "hm")).toEqual([[1, 1, 0]])
    expect(known.entries()).toEqual([["a", [["3", "3", "hm"]]]])
  })

  it("of other problems knows nothing, and of no visits is the majority", async () => {
    const pooled = pooledVote({ memory: memory(), visits: 2, answer: lastNumber })
    await scores(pooled, [groupOf("a", ["1", "1", "1"])])
    expect(await scores(pooled, [groupOf("b", ["2", "2", "1"])])).toEqual([[1, 1, 0]])
    const kept = memory<ReadonlyArray<ReadonlyArray<string>>>()
    await scores(pooledVote({ memory: kept, visits: 0, answer: lastNumber }), [groupOf("a", ["1"])])
    expect(kept.entries()).toEqual([])
  })
})

describe("a memory", () => {
  it("forgets first what was not visited for longest, and is taken up again by its entries", () => {
    const first = memory<number>({ capacity: 2 })
    first.keep("a", 1)
    first.keep("b", 2)
    expect(first.recall("a")).toBe(1)
    first.keep("c", 3)
    expect([first.recall("a"), first.recall("b"), first.recall("c")]).toEqual([1, undefined, 3])
    const again = memory({ capacity: 2, entries: first.entries() })
    again.keep("d", 4)
    expect(again.entries()).toEqual([["c", 3], ["d", 4]])
  })

  it("holds one problem or more", () => {
    for (const capacity of [0, 1.5, NaN]) expect(() => memory({ capacity })).toThrow(/not a positive integer/)
  })
})
