import { expect, it } from "vitest"
import { rotaryTables } from "./rotary.ts"

it("turns pair j by position theta^(-2j/D)", () => {
  const { cos, sin } = rotaryTables({ headWidth: 6, theta: 500 }, Int32Array.of(0, 3, 1000), "float64")
  const angles = [0, 3, 1000].flatMap((position) => [0, 1, 2].map((j) => position / 500 ** (j / 3)))
  angles.forEach((angle, i) => {
    expect(cos[i]).toBeCloseTo(Math.cos(angle), 12)
    expect(sin[i]).toBeCloseTo(Math.sin(angle), 12)
  })
})

it("rounds angles of far positions once, from double", () => {
  const config = { headWidth: 4, theta: 10_000 }
  const [single, double] = [
    rotaryTables(config, Int32Array.of(123_457)),
    rotaryTables(config, Int32Array.of(123_457), "float64"),
  ]
  expect(single.cos).toEqual(Float32Array.from(double.cos))
})
