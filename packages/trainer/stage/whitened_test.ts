import { Effect, Stream } from "effect"
import { expect, it } from "vitest"
import { weighted } from "../testing/steps.ts"
import type { Weighted } from "./advantage.ts"
import { whitened } from "./whitened.ts"

const white = (batch: ReadonlyArray<Weighted>, eps = 0) =>
  Effect.runPromise(Effect.map(Stream.make(batch).pipe(whitened({ eps }), Stream.runCollect), ([one]) => one))
const given = (...advantages: ReadonlyArray<ReadonlyArray<number>>): ReadonlyArray<Weighted> =>
  advantages.map((values, g) => ({ ...weighted[g % 2], advantages: Float64Array.from(values) }))

it("has mean 0 and standard deviation 1 over the batch, in the order that it had", async () => {
  const batch = given([1, 4], [0, 0.5], [9, -2])
  const values = (await white(batch)).flatMap(({ advantages }) => [...advantages])
  const before = batch.flatMap(({ advantages }) => [...advantages])
  const mean = before.reduce((sum, x) => sum + x) / 6
  const std = Math.sqrt(before.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 5)
  values.forEach((value, i) => expect(value).toBeCloseTo((before[i] - mean) / std, 12))
})

it("is 0 where all are the same, and keeps all else of a group", async () => {
  const same = await white(given([0.1, 0.1], [0.1, 0.1]))
  expect(same.map(({ advantages }) => [...advantages])).toEqual([[0, 0], [0, 0]])
  expect(same[1]).toMatchObject({ group: weighted[1].group, rewards: weighted[1].rewards })
})
