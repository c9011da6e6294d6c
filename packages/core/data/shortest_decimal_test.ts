import { expect, it } from "vitest"
import { shortestDecimal, toHalf } from "./_shortest_decimal.ts"

const digits = (value: number) =>
  /^-?(\d+)(?:\.(\d+))?/.exec(value.toExponential())!.slice(1).join("").replace(/0+$/, "").length

/** How many digits are enough, by trying all that are near. */
const enough = (value: number, narrow: (value: number) => number): number => {
  for (let n = 1; n < 17; n++) {
    const [, mantissa, exponent] = /^([\d.]+)e(.+)$/.exec(Math.abs(value).toExponential(n - 1))!
    for (const step of [-2n, -1n, 0n, 1n, 2n]) {
      const near = Number(`${BigInt(mantissa.replace(".", "")) + step}e${Number(exponent) - n + 1}`)
      if (narrow(near) === Math.abs(value)) return n
    }
  }
  return 17
}

it.each([
  [3.14, 3.14],
  [0.1, 0.1],
  [-2.5e-7, -2.5e-7],
  [16_777_216, 16_777_216],
  [1 / 3, 0.33333334],
  [3.4028234663852886e38, 3.4028235e38],
  [1.401298464324817e-45, 1e-45],
  [0, 0],
  [Infinity, Infinity],
])("of the 32-bit float at %d, %d is the shortest decimal", (value, expected) => {
  expect(shortestDecimal(Math.fround(value), Math.fround)).toBe(expected)
})

it("is the float again, and has no digit too many, at powers of two, too, below which floats are nearer to each other", () => {
  const floats = new Float32Array(1)
  const bits = new Uint32Array(floats.buffer)
  let state = 1
  for (let i = 0; i < 20_000; i++) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223 >>> 0
    bits[0] = i < 254 ? (i + 1) << 23 : state
    const [value] = floats
    if (!Number.isFinite(value) || value === 0) continue
    const found = shortestDecimal(value, Math.fround)
    expect([value, Math.fround(found)]).toEqual([value, value])
    expect([value, digits(found)]).toEqual([value, enough(value, Math.fround)])
  }
})

it("rounds to 16 bits as the standard has it", () => {
  const cases = [
    [65_504, 65_504],
    [65_519, 65_504],
    [65_520, Infinity],
    [2 ** -25, 0],
    [2 ** -25 * 1.01, 2 ** -24],
    [
      2049,
      2048,
    ],
    [2051, 2052],
    [0.1, 0.0999755859375],
    [-0.1, -0.0999755859375],
    [2 ** -14 - 2 ** -26, 2 ** -14],
  ]
  for (const [value, expected] of cases) expect([value, toHalf(value)]).toEqual([value, expected])
  for (let exponent = -24; exponent < 16; exponent++) {
    for (const mantissa of [1, 1 + 2 ** -10, 1.5, 2 - 2 ** -10]) {
      const value = toHalf(mantissa * 2 ** exponent)
      expect(toHalf(value)).toBe(value)
      const found = shortestDecimal(value, toHalf)
      expect([value, toHalf(found), digits(found)]).toEqual([value, value, enough(value, toHalf)])
    }
  }
})
