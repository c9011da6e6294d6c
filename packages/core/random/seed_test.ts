import { describe, expect, it } from "vitest"
import { random, seed } from "./seed.ts"

describe("seed", () => {
  it("is the same on every machine", () => {
    expect([seed(), seed(7, "sample", 0), seed("é")]).toEqual([2872998923, 2922845127, 3296607025])
  })

  it("tells numbers from their text, and one order from another", () => {
    const all = [seed(1, 23), seed(12, 3), seed("1", 23), seed(23, 1), seed(-1, 23), seed(1), seed()]
    expect(new Set(all).size).toBe(all.length)
  })

  it("moves half of its bits with any part", () => {
    let flipped = 0
    for (let i = 0; i < 1000; i++) {
      for (let bits = seed(3, "sample", i) ^ seed(3, "sample", i + 1); bits !== 0; bits &= bits - 1) flipped++
    }
    expect(flipped / 32_000).toBeCloseTo(0.5, 1)
  })
})

describe("random", () => {
  const draw = (n: number, next: () => number) => Array.from({ length: n }, next)
  const mean = (xs: ReadonlyArray<number>) => xs.reduce((a, b) => a + b) / xs.length

  it("gives the numbers of its seed", () => {
    expect(draw(3, random(seed(7)).uniform)).toEqual([0.4780465364456177, 0.3117239475250244, 0.5738661289215088])
    expect(draw(5, random(seed(7)).normal)).toEqual(draw(5, random(seed(7)).normal))
    expect(draw(5, random(seed(7)).normal)).not.toEqual(draw(5, random(seed(8)).normal))
  })

  it("has first draws that do not depend on each other, for seeds of neighbors", () => {
    const counts = new Array<number>(64).fill(0)
    for (let i = 0; i < 12_800; i++) {
      const { uniform } = random(seed(5, "sample", i))
      counts[8 * Math.floor(8 * uniform()) + Math.floor(8 * uniform())]++
    }
    // Chi-square with 63 degrees of freedom: above 103 once in a thousand.
    expect(counts.reduce((sum, n) => sum + (n - 200) ** 2 / 200, 0)).toBeLessThan(103)
  })

  it("is uniform on [0, 1), and below 1 in float32 too", () => {
    const found = draw(20_000, random(seed(1)).uniform)
    expect(found.every((u) => u >= 0 && Math.fround(u) === u && u < 1)).toBe(true)
    const counts = new Array<number>(20).fill(0)
    for (const u of found) counts[Math.floor(20 * u)]++
    // Chi-square with 19 degrees of freedom: above 43.8 once in a thousand.
    expect(counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(43.8)
  })

  it("takes every integer below, and no other", () => {
    for (const below of [1, 2, 7]) {
      const { integer } = random(seed(below))
      expect([...new Set(draw(500, () => integer(below)))].sort()).toEqual([...Array(below).keys()])
    }
    const { integer } = random(seed(2))
    const wide = draw(1000, () => integer(2 ** 40))
    expect(wide.every((x) => Number.isInteger(x) && x >= 0 && x < 2 ** 40)).toBe(true)
    expect(new Set(wide).size).toBe(1000)
  })

  it("is standard normal, and finite", () => {
    const found = draw(20_000, random(seed(4)).normal)
    expect(found.every(Number.isFinite)).toBe(true)
    // Moments 0, 1, 0, 3, each within about five standard errors.
    expect(Math.abs(mean(found))).toBeLessThan(0.036)
    expect(Math.abs(mean(found.map((x) => x ** 2)) - 1)).toBeLessThan(0.05)
    expect(Math.abs(mean(found.map((x) => x ** 3)))).toBeLessThan(0.14)
    expect(Math.abs(mean(found.map((x) => x ** 4)) - 3)).toBeLessThan(0.35)
  })
})
