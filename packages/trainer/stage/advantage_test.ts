import type { Scored } from "@rlif/rewards/score"
import { Effect, Stream } from "effect"
import { expect, it } from "vitest"
import { centered } from "../advantage/centered.ts"
import { advantage } from "./advantage.ts"
import type { UnusableAdvantages } from "./advantage_error.ts"

const scored = (...rewards: ReadonlyArray<number>): Scored => ({
  group: {
    problem: { id: "1", problem: "", gold: "" },
    prompt: Int32Array.of(1),
    rollouts: [],
    temperature: 1,
    version: 0,
  },
  rewards: Float64Array.from(rewards),
  components: {},
})

it("compares within each group, batch by batch, and keeps the rest", async () => {
  const batches = [[scored(1, 3), scored(5, 5, 5)], [scored(-2, 0)]]
  const weighted = await Stream.fromIterable(batches).pipe(advantage(centered), Stream.runCollect, Effect.runPromise)
  expect(weighted.map((batch) => batch.map(({ advantages }) => [...advantages]))).toEqual([
    [[-1, 1], [0, 0, 0]],
    [[-1, 1]],
  ])
  expect(weighted[0][1]).toMatchObject(batches[0][1])
})

it.each([
  ["not a number", () => Float64Array.of(0, NaN)],
  ["infinite", () => Float64Array.of(Infinity, 0)],
  ["too few", () => Float64Array.of(0)],
])("refuses advantages that are %s, naming the problem", async (_, of) => {
  const error: UnusableAdvantages = await Stream.make([scored(1, 3)]).pipe(
    advantage(of),
    Stream.runDrain,
    Effect.flip,
    Effect.runPromise,
  )
  expect(error).toMatchObject({ problem: "1", completions: 2, advantages: [...of()] })
  expect(error.message).toMatch(/^Cannot use advantages .* for the 2 completions of problem "1"/)
})
