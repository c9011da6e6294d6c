import { Effect, Stream } from "effect"
import { expect, it } from "vitest"
import { weighted } from "../testing/steps.ts"
import type { Weighted } from "./advantage.ts"
import { training } from "./update.ts"
import { withoutCut } from "./without_cut.ts"

const left = (batch: ReadonlyArray<Weighted>) =>
  Effect.runPromise(Effect.map(Stream.make(batch).pipe(withoutCut, Stream.runCollect), ([one]) => one))
const cut = ({ group, ...rest }: Weighted): Weighted => ({
  ...rest,
  group: { ...group, rollouts: group.rollouts.map((rollout) => ({ ...rollout, finish: "length" })) },
})

it("leaves out what was cut, keeps the advantages of the rest, and shows all of it to metrics", async () => {
  // Of four completions the last, of five tokens, is cut.
  const batch = await left(weighted)
  expect(batch.flatMap(({ group }) => group.rollouts)).toHaveLength(4)
  const { groups } = training(batch, 1)
  expect(groups.map(({ rows }) => rows.map(({ tokens }) => tokens.length))).toEqual([[2, 4], [1]])
  expect(groups[0].rows.map(({ columns }) => columns.advantage![0])).toEqual([-1, 1])
})

it("leaves out a group of which nothing is left", async () => {
  const { groups } = training(await left([cut(weighted[0]), weighted[1]]), 1)
  expect(groups.map(({ rows }) => rows.length)).toEqual([1])
})

it("teaches nothing where all of a batch are cut", async () => {
  const { groups } = training(await left(weighted.map(cut)), 1)
  expect(groups.map(({ rows }) => rows.length)).toEqual([2, 2])
  for (const { columns } of groups.flatMap(({ rows }) => rows)) expect(new Set(columns.advantage)).toEqual(new Set([0]))
})
