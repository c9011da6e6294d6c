import { expect, it } from "vitest"
import { rotaryTables } from "./rotary.ts"
import { type RopeScaling, rotaryFrequencies } from "./rotary_frequencies.ts"

const llama3 = (factor: number): RopeScaling => ({
  type: "llama3",
  factor,
  lowTurns: 1,
  highTurns: 4,
  originalPositions: 8192,
})

// As published, by wavelengths and in three cases.
const published = (theta: number, width: number, factor: number) =>
  Array.from({ length: width / 2 }, (_, j) => {
    const frequency = 1 / theta ** (2 * j / width)
    const wavelength = 2 * Math.PI / frequency
    if (wavelength < 8192 / 4) return { band: "high", frequency }
    if (wavelength > 8192 / 1) return { band: "low", frequency: frequency / factor }
    const smooth = (8192 / wavelength - 1) / (4 - 1)
    return { band: "middle", frequency: (1 - smooth) * frequency / factor + smooth * frequency }
  })

it.each([
  // Pairs of Llama-3.2-1B by hand: theta 500000, D 64, factor 32.
  [0, 1],
  [1, 0.6636012376960885],
  [8, 0.03760603093086393],
  [14, 0.0032114459947525913],
  [15, 0.001290547928209264],
  [16, 0.00042955679655936815],
  [17, 9.70828780262767e-05],
  [18, 1.9461638184831125e-05],
  [24, 1.661967467795309e-06],
  [31, 9.418306725434909e-08],
])("pair %i of Llama-3.2-1B turns by %d a token", (j, frequency) => {
  const frequencies = rotaryFrequencies({ headWidth: 64, theta: 500_000, ropeScaling: llama3(32) })
  expect(Math.abs(frequencies[j] / frequency - 1)).toBeLessThan(1e-13)
})

it.each([[64, 32], [128, 8]])("is the published formula in every band: width %i, factor %i", (headWidth, factor) => {
  const expected = published(500_000, headWidth, factor)
  const frequencies = rotaryFrequencies({ headWidth, theta: 500_000, ropeScaling: llama3(factor) })
  expect(frequencies).toHaveLength(headWidth / 2)
  expected.forEach(({ frequency }, j) => expect(Math.abs(frequencies[j] / frequency - 1)).toBeLessThan(1e-13))
  for (const band of ["high", "middle", "low"]) {
    expect(expected.filter((pair) => pair.band === band).length).toBeGreaterThan(2)
  }
})

it("slows every pair down alike where the scaling is linear", () => {
  const plain = rotaryFrequencies({ headWidth: 8, theta: 1000 })
  const slow = rotaryFrequencies({ headWidth: 8, theta: 1000, ropeScaling: { type: "linear", factor: 4 } })
  expect([...slow]).toEqual([...plain].map((frequency) => frequency / 4))
})

it("is what tables are made of", () => {
  const config = { headWidth: 64, theta: 500_000, ropeScaling: llama3(32) }
  const positions = Int32Array.of(0, 1, 8192, 131_071)
  const { cos, sin } = rotaryTables(config, positions, "float64")
  const frequencies = rotaryFrequencies(config)
  positions.forEach((position, n) =>
    frequencies.forEach((frequency, j) => {
      expect(cos[n * 32 + j]).toBe(Math.cos(position * frequency))
      expect(sin[n * 32 + j]).toBe(Math.sin(position * frequency))
    })
  )
})
