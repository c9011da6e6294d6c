import { describe, expect, it } from "vitest"
import { fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "./half.ts"
import { random } from "../random/seed.ts"

const every = Uint16Array.from({ length: 65536 }, (_, i) => i)

/** The value of a small float by its definition: (-1)^s 2^(e - bias) (1 + m / 2^bits), or s 2^(1 - bias) m / 2^bits. */
const defined = (pattern: number, exponentBits: number, mantissaBits: number): number => {
  const sign = pattern >>> 15 === 1 ? -1 : 1
  const bias = 2 ** (exponentBits - 1) - 1
  const exponent = (pattern >>> mantissaBits) & (2 ** exponentBits - 1)
  const fraction = (pattern & (2 ** mantissaBits - 1)) / 2 ** mantissaBits
  if (exponent === 2 ** exponentBits - 1) {
    return fraction === 0 ? sign * Infinity : NaN
  }
  return exponent === 0 ? sign * 2 ** (1 - bias) * fraction : sign * 2 ** (exponent - bias) * (1 + fraction)
}

const forms = [
  { name: "float16", from: fromFloat16, to: toFloat16, exponent: 5, mantissa: 10 },
  { name: "bfloat16", from: fromBfloat16, to: toBfloat16, exponent: 8, mantissa: 7 },
]

/** The nearest pattern by search over all finite ones: ties to the even mantissa, beyond the last halfway point infinity. */
const nearest = (x: number, values: Float32Array, top: number): number => {
  let low = 0
  let high = top
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (values[middle] <= Math.abs(x)) low = middle
    else high = middle
  }
  // Above the largest finite value the next one would be as far again.
  const above = high === top ? 2 * values[top - 1] - values[top - 2] : values[high]
  const down = Math.abs(x) - values[low]
  const up = above - Math.abs(x)
  const magnitude = down < up || (down === up && low % 2 === 0) ? low : high
  return magnitude | (Object.is(Math.sign(x), -1) ? 0x8000 : 0)
}

for (const { name, from, to, exponent, mantissa } of forms) {
  describe(name, () => {
    const values = from(every)
    const top = values.indexOf(Infinity)
    it("widens every pattern to the value that defines it", () => {
      for (const pattern of every) {
        const value = defined(pattern, exponent, mantissa)
        if (!Object.is(values[pattern], value)) {
          expect.fail(`${pattern}: ${values[pattern]}, not ${value}`)
        }
      }
    })
    it("gives every pattern back bit for bit, NaN payloads included", () => {
      expect(to(values)).toEqual(every)
    })
    it("rounds to the nearest, ties to even", () => {
      const generator = random(3)
      const bits = new Uint32Array(1)
      const x = new Float32Array(bits.buffer)
      const check = () => {
        if (!Number.isFinite(x[0]) || x[0] === 0) return
        const expected = nearest(x[0], values, top)
        if (to(x)[0] !== expected) expect.fail(`${x[0]}: ${to(x)[0]}, not ${expected}`)
      }
      for (let i = 0; i < 20000; i++) {
        bits[0] = generator.integer(2 ** 16) * 2 ** 16 +
          generator.integer(2 ** 16)
        check()
      }
      // Between neighbors: just below halfway, halfway, just above.
      for (let pattern = 0; pattern < top; pattern++) {
        const next = pattern + 1 === top ? 2 * values[pattern] - values[pattern - 1] : values[pattern + 1]
        x[0] = (values[pattern] + next) / 2
        const halfway = bits[0]
        for (const step of [-1, 0, 1]) {
          bits[0] = halfway + step
          check()
        }
      }
    })
    it("keeps NaN whose payload lies in the lost bits", () => {
      const bits = Uint32Array.of(0x7f800001, 0xff800001)
      expect([...from(to(new Float32Array(bits.buffer)))]).toEqual([NaN, NaN])
    })
  })
}
