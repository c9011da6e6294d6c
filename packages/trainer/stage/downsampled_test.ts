import { Effect, Stream } from "effect"
import { expect, it } from "vitest"
import { weighted } from "../testing/steps.ts"
import { downsampled } from "./downsampled.ts"

const first = (completions: number) =>
  Effect.runPromise(Effect.map(Stream.make(weighted).pipe(downsampled(completions), Stream.runCollect), ([one]) => one))

it("goes on with the first completions of each group, their rewards and their components", async () => {
  const batch = await first(1)
  expect(batch.map(({ group }) => group.rollouts)).toEqual(weighted.map(({ group }) => [group.rollouts[0]]))
  expect(
    batch.map(({ rewards, components }) => [[...rewards], [...components.certainty], [...components.exact_answer]]),
  )
    .toEqual([[[1], [1], [0]], [[2], [2], [1]]])
  expect(batch[0].group.problem).toBe(weighted[0].group.problem)
})

it("leaves groups that have no more as they are, and the batch that it was given", async () => {
  expect((await first(9)).map(({ group }) => group.rollouts.length)).toEqual([2, 2])
  expect(weighted.map(({ rewards }) => rewards.length)).toEqual([2, 2])
})
