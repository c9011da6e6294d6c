// Every advantage obeys the same laws: add a row and they test yours.
import type { Advantage } from "@rlif/trainer/advantage/advantage"
import { centered } from "@rlif/trainer/advantage/centered"
import { leaveOneOut } from "@rlif/trainer/advantage/leave-one-out"
import { standardized } from "@rlif/trainer/advantage/standardized"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

/** `degree`: A(a r) = a^degree A(r) for a > 0, `undefined` where there is no such law. */
const table: ReadonlyArray<readonly [name: string, advantage: Advantage, degree: number | undefined]> = [
  ["standardized, eps 1e-6", standardized(), undefined],
  ["standardized, eps 1e-4", standardized({ eps: 1e-4 }), undefined],
  ["standardized, eps 0", standardized({ eps: 0 }), 0],
  ["centered", centered, 1],
  ["leaveOneOut", leaveOneOut, 1],
]

const reward = fc.double({ min: -50, max: 50, noNaN: true, noDefaultInfinity: true })
const group = fc.array(reward, { minLength: 2, maxLength: 16 }).map((values) => Float64Array.from(values))
/** Rewards whose differences are far above rounding, where real-number identities can be read off. */
const spread = fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 16 })
  .map((values) => Float64Array.from(values, (value) => value / 100))

const close = (actual: Float64Array, expected: Float64Array) =>
  actual.forEach((value, i) =>
    expect(Math.abs(value - expected[i])).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected[i])))
  )

describe.each(table)("%s", (_, advantage) => {
  it("is exactly 0 for a group whose rewards are all the same, whatever rounding does to their mean", () =>
    fc.assert(fc.property(reward, fc.integer({ min: 1, max: 64 }), (value, size) => {
      expect([...advantage(new Float64Array(size).fill(value))]).toEqual(Array(size).fill(0))
    })))

  it("is exactly 0 for sixty-four times 0.1 and for a group of one", () => {
    expect([...advantage(new Float64Array(64).fill(0.1))]).toEqual(Array(64).fill(0))
    expect([...advantage(Float64Array.of(7))]).toEqual([0])
    expect([...advantage(new Float64Array(0))]).toEqual([])
  })

  it("moves with the completions: a permutation of the rewards permutes it, to the bit", () =>
    fc.assert(fc.property(
      group.chain((rewards) =>
        fc.tuple(
          fc.constant(rewards),
          fc.shuffledSubarray([...rewards.keys()], { minLength: rewards.length, maxLength: rewards.length }),
        )
      ),
      ([rewards, order]) => {
        const straight = advantage(rewards)
        const permuted = advantage(Float64Array.from(order, (i) => rewards[i]))
        expect([...permuted]).toEqual(order.map((i) => straight[i]))
      },
    )))

  it("is finite and leaves its input alone", () =>
    fc.assert(fc.property(group, (rewards) => {
      const before = rewards.slice()
      expect(advantage(rewards).every(Number.isFinite)).toBe(true)
      expect(rewards).toEqual(before)
    })))

  it("sums to 0 and keeps the order of the rewards", () =>
    fc.assert(fc.property(spread, (rewards) => {
      const values = advantage(rewards)
      expect(Math.abs(values.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9)
      for (let i = 1; i < rewards.length; i++) {
        expect(Math.sign(values[i] - values[i - 1])).toBe(Math.sign(rewards[i] - rewards[i - 1]))
      }
    })))

  it("does not see a shift of all rewards", () =>
    fc.assert(fc.property(spread, fc.integer({ min: -100, max: 100 }), (rewards, shift) => {
      close(advantage(rewards.map((value) => value + shift)), advantage(rewards))
    })))
})

describe.each(table.flatMap(([name, advantage, degree]) => degree === undefined ? [] : [{ name, advantage, degree }]))(
  "$name",
  ({ advantage, degree }) => {
    it("scales as a power of the reward's scale", () =>
      fc.assert(fc.property(spread, fc.double({ min: 0.01, max: 100, noNaN: true }), (rewards, a) => {
        close(advantage(rewards.map((value) => a * value)), advantage(rewards).map((value) => a ** degree * value))
      })))
  },
)

describe("between advantages", () => {
  it("standardizing a r + b with eps is standardizing r with eps / a", () =>
    fc.assert(fc.property(spread, fc.double({ min: 0.01, max: 100, noNaN: true }), (rewards, a) => {
      close(
        standardized({ eps: 1e-2 })(rewards.map((value) => a * value + 3)),
        standardized({ eps: 1e-2 / a })(rewards),
      )
    })))

  it("leave-one-out is G / (G - 1) times centered", () =>
    fc.assert(fc.property(spread, (rewards) => {
      const factor = rewards.length / (rewards.length - 1)
      close(leaveOneOut(rewards), centered(rewards).map((value) => factor * value))
    })))
})
