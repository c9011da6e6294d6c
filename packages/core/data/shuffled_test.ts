import { expect, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { shuffled } from "./shuffled.ts"

const problems = ["a", "b", "c", "d", "e"].map((id) => ({ id, problem: id, gold: id }))
const ids = (seed: number, n: number) =>
  Effect.map(Stream.runCollect(Stream.take(shuffled(problems, seed), n)), (found) => found.map(({ id }) => id))

it.effect("goes through all problems before any comes again, each time in another order", () =>
  Effect.gen(function* () {
    const found = yield* ids(1, 50)
    const epochs = Array.from({ length: 10 }, (_, epoch) => found.slice(5 * epoch, 5 * epoch + 5))
    for (const epoch of epochs) expect(epoch.toSorted()).toEqual(["a", "b", "c", "d", "e"])
    expect(new Set(epochs.map((epoch) => epoch.join(""))).size).toBeGreaterThan(5)
  }))

it.effect("is a function of the seed", () =>
  Effect.gen(function* () {
    expect(yield* ids(1, 20)).toEqual(yield* ids(1, 20))
    expect(yield* ids(1, 20)).not.toEqual(yield* ids(2, 20))
  }))

it("does not go through nothing without end", () =>
  expect(() => shuffled([], 1)).toThrow("Cannot shuffle problems: there are none"))
