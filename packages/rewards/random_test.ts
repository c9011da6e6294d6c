import { Effect } from "effect"
import { expect, it } from "vitest"
import { sampleGroups } from "./testing/sample_groups.ts"
import { random } from "./random.ts"

const values = (seed: number, version = 0) =>
  Effect.runSync(random({ seed }).score(sampleGroups().map((group) => ({ ...group, version }))))
    .flatMap(({ total }) => [...total])

it("is a function of seed, problem, version and place", () => {
  expect(values(1)).toEqual(values(1))
  expect(new Set([...values(1), ...values(2), ...values(1, 5)]).size).toBe(36)
})

it("is uniform on [0, 1)", () => {
  const many = Array.from({ length: 200 }, (_, seed) => values(seed)).flat()
  expect(Math.min(...many)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...many)).toBeLessThan(1)
  // Four standard errors of the mean of n uniforms: 4 / sqrt(12 n).
  const mean = many.reduce((sum, value) => sum + value, 0) / many.length
  expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * many.length))
})
