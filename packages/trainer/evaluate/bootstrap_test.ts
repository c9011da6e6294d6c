import { random, seed } from "@rlif/core/random/seed"
import { expect, it } from "vitest"
import { bootstrap } from "./bootstrap.ts"

it("is a function of the seed", () => {
  const values = Array.from({ length: 50 }, (_, i) => Math.sin(i))
  expect(bootstrap(values, { seed: 1 })).toEqual(bootstrap(values, { seed: 1 }))
  expect(bootstrap(values, { seed: 1 })).not.toEqual(bootstrap(values, { seed: 2 }))
})

it("has no width where all problems are alike", () => {
  expect(bootstrap([0.5, 0.5, 0.5], { seed: 1 })).toEqual({ low: 0.5, high: 0.5 })
  expect(bootstrap([], { seed: 1 })).toEqual({ low: 0, high: 1 })
})

it("is the mean -+ 1.96 standard errors for many problems", () => {
  const { normal } = random(3)
  const values = Array.from({ length: 400 }, normal)
  const mean = values.reduce((sum, value) => sum + value, 0) / 400
  const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / 400
  const { low, high } = bootstrap(values, { seed: 1, rounds: 4000 })
  expect((mean - low) / error).toBeCloseTo(1.96, 0)
  expect((high - mean) / error).toBeCloseTo(1.96, 0)
})

it("covers the true mean about 95 times in 100", () => {
  let covered = 0
  for (let trial = 0; trial < 300; trial++) {
    const { uniform } = random(seed(9, trial))
    const { low, high } = bootstrap(Array.from({ length: 60 }, uniform), { seed: trial, rounds: 400 })
    if (low <= 0.5 && 0.5 <= high) covered++
  }
  // 285 expected, standard deviation 3.8.
  expect(covered).toBeGreaterThan(270)
  expect(covered).toBeLessThan(298)
})
