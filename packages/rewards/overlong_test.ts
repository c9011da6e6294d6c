import { Effect } from "effect"
import { expect, it } from "vitest"
import { overlong } from "./overlong.ts"
import { sampleGroups } from "./testing/sample_groups.ts"

const [group] = sampleGroups({ groups: 1, size: 1 })
const of = (length: number, maxTokens: number, margin: number) => {
  const rollouts = [{ ...group.rollouts[0], tokens: new Int32Array(length) }]
  return Effect.runSync(overlong({ maxTokens, margin }).score([{ ...group, rollouts }]))[0].total[0]
}

it.each([
  [1, 100, 20, 0],
  [80, 100, 20, 0],
  [81, 100, 20, -0.05],
  [90, 100, 20, -0.5],
  [100, 100, 20, -1],
  // Longer than is sampled: no more than all.
  [130, 100, 20, -1],
  [0, 10, 10, 0],
  [5, 10, 10, -0.5],
])("%i of %i tokens with a margin of %i costs %f", (length, most, margin, expected) => {
  expect(of(length, most, margin)).toBeCloseTo(expected, 12)
})

it("is no minus zero, and refuses margins that are none", () => {
  expect(Object.is(of(3, 100, 20), 0)).toBe(true)
  for (const margin of [0, -1, 101, NaN]) {
    expect(() => overlong({ maxTokens: 100, margin })).toThrow(/^Cannot price the last/)
  }
})
