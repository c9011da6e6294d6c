import { Effect, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { weighted } from "../testing/steps.ts"
import type { Weighted } from "./advantage.ts"
import { minibatches } from "./minibatches.ts"
import { paraphrased } from "./paraphrased.ts"
import { selected } from "./selected.ts"
import { training } from "./update.ts"
import { withoutCut } from "./without_cut.ts"

const one = <A, E>(stream: Stream.Stream<A, E>) =>
  Effect.runPromise(Effect.map(Stream.runCollect(stream), ([first]) => first))
const rows = (batch: ReadonlyArray<Weighted>) =>
  training(batch, 1).groups.map(({ rows }) => rows.map(({ tokens, columns }) => [tokens.length, columns.advantage![0]]))
const only = (id: string) => selected(({ group }) => group.problem.id === id)

describe("groups that are selected", () => {
  it("alone are learned from, and all are shown to metrics", async () => {
    const batch = await one(Stream.make(weighted).pipe(only("a")))
    expect(rows(batch)).toEqual([[[2, -1], [4, 1]]])
    expect(batch.map(({ group }) => group.rollouts.length)).toEqual([2, 2])
  })

  it("are without what was left out before, in whichever order", async () => {
    // The last completion of "b" is cut.
    for (
      const stream of [
        Stream.make(weighted).pipe(only("b"), withoutCut),
        Stream.make(weighted).pipe(withoutCut, only("b")),
      ]
    ) {
      expect(rows(await one(stream))).toEqual([[[1, 0]]])
    }
  })

  it("teach nothing where there are none, in a batch or in a part of it", async () => {
    expect(rows(await one(Stream.make(weighted).pipe(only("c"))))).toEqual([[[2, 0], [4, 0]], [[1, 0], [5, 0]]])
    const parts = await Effect.runPromise(
      Stream.make(weighted).pipe(only("b"), minibatches({ parts: 2 }), Stream.runCollect),
    )
    expect(parts.map(rows)).toEqual([[[[2, 0], [4, 0]]], [[[1, 0], [5, 0]]]])
  })
})

it("puts the other wordings of a problem behind it, each under an id of its own", async () => {
  const problems = Stream.make({ id: "a", problem: "1 + 1", gold: "2" }, { id: "b", problem: "2 + 2", gold: "4" })
  const all = await Effect.runPromise(
    problems.pipe(paraphrased(({ problem }) => Effect.succeed([`${problem}?`, `${problem} =`])), Stream.runCollect),
  )
  expect(all.map(({ id, problem, gold }) => [id, problem, gold])).toEqual([
    ["a", "1 + 1", "2"],
    ["a#1", "1 + 1?", "2"],
    ["a#2", "1 + 1 =", "2"],
    ["b", "2 + 2", "4"],
    ["b#1", "2 + 2?", "4"],
    ["b#2", "2 + 2 =", "4"],
  ])
})
