// Votes that are not taken at their word, by hand.
import type { Group } from "@rlif/core/sample/group"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { lastNumber } from "./answer/last_number.ts"
import { novelVote } from "./novel_vote.ts"
import { restrainedVote } from "./restrained_vote.ts"
import type { Reward } from "./reward.ts"
import { selectiveVote } from "./selective_vote.ts"
import { wordSimilarity } from "./word_similarity.ts"

/** Completions by text and mean entropy; the entropies of tokens differ. */
const groupOf = (rows: ReadonlyArray<readonly [text: string, entropy: number]>): Group => ({
  problem: { id: "a", problem: "", gold: "" },
  prompt: Int32Array.of(1),
  temperature: 1,
  version: 0,
  rollouts: rows.map(([text, entropy]) => ({
    tokens: Int32Array.of(1, 2),
    text,
    finish: "stop",
    signals: { logprob: new Float32Array(2), entropy: Float32Array.of(entropy - 0.25, entropy + 0.25) },
  })),
})
const values = async <S extends string, E>(reward: Reward<S, E>, rows: ReadonlyArray<readonly [string, number]>) =>
  Array.from((await Effect.runPromise(reward.score([groupOf(rows)])))[0].total)
const close = (found: ReadonlyArray<number>, expected: ReadonlyArray<number>) => {
  expect(found).toHaveLength(expected.length)
  expected.forEach((x, i) => expect(found[i], `${i}`).toBeCloseTo(x, 12))
}
const plain = (texts: string) => texts.split(" ").map((text) => [text, 1] as const)
const answer = lastNumber

describe("a selective vote", () => {
  it("pays a clear majority its share, and takes rare, uncertain answers for wrong", async () => {
    // Ten completions: 5 say 1, 3 say 2, one each 3 (uncertain) and 4 (certain). The mean entropy is 1.1.
    const rows = [
      ...Array<readonly [string, number]>(5).fill(["1", 1]),
      ...Array<readonly [string, number]>(3).fill(["2", 1]),
      ["3", 2],
      ["4", 1],
    ] as const
    close(await values(selectiveVote({ answer }), rows), [
      ...Array<number>(5).fill(0.5 + 0.1 * 0.1),
      ...Array<number>(3).fill(0.1 * 0.1),
      0.1 - 0.125 - 0.1 * 0.9,
      0.1 * 0.1,
    ])
  })

  it("pays no majority that is small, or not ahead by more than the margin", async () => {
    const options = { answer, weight: 0 }
    close(await values(selectiveVote(options), plain("1 1 1 2 2 3 4 5")), Array<number>(8).fill(0))
    close(await values(selectiveVote(options), plain("1 1 1 2 3 4 5 6")), [0.375, 0.375, 0.375, 0, 0, 0, 0, 0])
    close(await values(selectiveVote({ ...options, margin: 0.1 }), plain("1 1 1 2 2 3 4 5")), [
      0.375,
      0.375,
      0.375,
      0,
      0,
      0,
      0,
      0,
    ])
    close(await values(selectiveVote(options), plain("1 1 2 3 4 5 6 7")), Array<number>(8).fill(0))
    close(await values(selectiveVote(options), plain("1 1 1 1")), [1, 1, 1, 1])
  })

  it("costs an answer of none 1, and one of the group's own entropy what is rare", async () => {
    // A share of 1/3 below 0.4, of the same entropy as all: taken for wrong.
    close(await values(selectiveVote({ answer, rare: 0.4, share: 0.9 }), plain("1 2 no")), [
      1 / 3 - 0.4,
      1 / 3 - 0.4,
      -1,
    ])
  })
})

describe("a novel vote", () => {
  // Likenesses by hand, of the texts that have an answer, in their order.
  const similarity = () =>
    Effect.succeed([
      [1, 0.8, 0.2, 0.1],
      [0.8, 1, 0.6, 0.3],
      [0.2, 0.6, 1, 0.5],
      [0.1, 0.3, 0.5, 1],
    ])

  it("pays the majority by how new each is beside its own side, and costs the others by the same", async () => {
    // Novelty: 1 - (0.5 + 0.8) / 2, 1 - (0.7 + 0.8) / 2, 1 - (0.4 + 0.6) / 2 = 0.35, 0.25, 0.5.
    close(await values(novelVote({ answer, similarity }), plain("1 no 1 1 2")), [0.5 + 0.2, -1, 0.5, 1, -1 + 0.25])
  })

  it("is in the middle of its side where all there are as new", async () => {
    const alike = () => Effect.succeed([0, 0, 0].map(() => [1, 1, 1]))
    close(await values(novelVote({ answer, similarity: alike }), plain("1 1 2")), [0.75, 0.75, -0.75])
    close(await values(novelVote({ answer }), plain("1 no no")), [0.75, -1, -1])
  })

  it("goes by words where nothing else is given", async () => {
    const alike = Effect.runSync(wordSimilarity(["a b", "b  a", "a c c", ""]))
    alike.forEach((row, i) =>
      close(
        row,
        [[1, 1, 1 / Math.sqrt(10), 0], [1, 1, 1 / Math.sqrt(10), 0], [1 / Math.sqrt(10), 1 / Math.sqrt(10), 1, 0], [
          0,
          0,
          0,
          0,
        ]][i],
      )
    )
    const rows = ["x 1", "x 1", "y 1"].map((text) => [text, 1] as const)
    close(await values(novelVote({ answer }), rows), [0.5, 0.5, 1])
  })
})

describe("a restrained vote", () => {
  it("is the mean of what each answer would make of the group, by how often it is given", async () => {
    const g = (f: number) => Math.exp(-((f - 1) ** 2) / (2 * 0.5 ** 2))
    const all = g(0.5) + g(0.25)
    const standardized = (ones: ReadonlyArray<number>) => {
      const mean = ones.reduce((sum, x) => sum + x) / ones.length
      const deviation = Math.sqrt(ones.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (ones.length - 1))
      return ones.map((x) => (x - mean) / deviation)
    }
    const [two, three] = [standardized([1, 0, 1, 0]), standardized([0, 1, 0, 0])]
    close(
      await values(restrainedVote({ answer }), plain("2 3 2 no")),
      two.map((z, i) => (g(0.5) * z + g(0.25) * three[i]) / all),
    )
  })

  it("penalizes all where no answer has the least share, and teaches nothing where all agree", async () => {
    close(
      await values(restrainedVote({ answer, share: 0.6, penalty: 0.5 }), plain("2 3 2 4")),
      Array<number>(4).fill(-0.5),
    )
    close(await values(restrainedVote({ answer }), plain("no no")), [-1, -1])
    close(await values(restrainedVote({ answer }), plain("5 5 5")), [0, 0, 0])
    close(await values(restrainedVote({ answer }), plain("5")), [0])
  })
})
