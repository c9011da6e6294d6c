import { Effect, Stream } from "effect"
import { expect, it } from "vitest"
import { rewardStreak } from "./reward_streak.ts"

const streaks = (shares: ReadonlyArray<number>, start?: number) =>
  Stream.fromIterable(shares.map((share, i) => ({
    step: i + 1,
    metrics: { frac_reward_zero_std: share, reward: i },
    batch: [],
  }))).pipe(
    rewardStreak(start === undefined ? {} : { reward_zero_std_streak: start }),
    Stream.map(({ metrics }) => [metrics.reward, metrics["reward_zero_std_streak"]]),
    Stream.runCollect,
    Effect.runSync,
  )

it("counts updates in a row without a difference, and begins anew after one with a difference", () => {
  expect(streaks([1, 1, 0.5, 1, 0, 1])).toEqual([[0, 1], [1, 2], [2, 0], [3, 1], [4, 0], [5, 1]])
  expect(streaks([1, 0.96875], 7)).toEqual([[0, 8], [1, 0]])
})
