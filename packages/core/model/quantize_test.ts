import fc from "fast-check"
import { expect, it } from "vitest"
import { value } from "../graph/value.ts"
import { quantize, type Quantized } from "./quantize.ts"

const rows = (...data: ReadonlyArray<ReadonlyArray<number>>) =>
  value("float32", [data.length, data[0].length], Float32Array.from(data.flat()))

const restored = ({ weight, scale }: Quantized) =>
  value(
    "float32",
    weight.dims,
    Float32Array.from(weight.data, (x, i) => x * scale.data[Math.floor(i / weight.dims[1])]),
  )

// Of every size that is neither about to overflow nor too small to be normal.
const numbers = fc.float({ noNaN: true, max: 2 ** 127, min: -(2 ** 127) }).map((x) => (Math.abs(x) < 2 ** -119 ? 0 : x))
const matrices = fc.integer({ min: 1, max: 4 }).chain((columns) =>
  fc.array(fc.array(numbers, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 3 })
).map((data) => rows(...data))

it("is off by half a scale at most", () => {
  fc.assert(fc.property(matrices, (matrix) => {
    const quantized = quantize(matrix)
    const back = restored(quantized)
    matrix.data.forEach((x, i) => {
      const scale = quantized.scale.data[Math.floor(i / matrix.dims[1])]
      // What rounding to single precision adds is the little more.
      expect(Math.abs(x - back.data[i])).toBeLessThanOrEqual(scale * 0.50001)
    })
  }))
})

it("changes nothing the second time", () => {
  fc.assert(fc.property(matrices, (matrix) => {
    const once = quantize(matrix)
    expect(quantize(restored(once))).toEqual(once)
  }))
})

it("keeps the numbers that it can say", () => {
  const { weight, scale } = quantize(rows([127, -127, 3, 0], [0.5, -63.5, 1, 32]))
  expect([...weight.data]).toEqual([127, -127, 3, 0, 1, -127, 2, 64])
  expect([...scale.data]).toEqual([1, 0.5])
})

it("rounds ties to even", () => {
  expect([...quantize(rows([127, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5])).weight.data]).toEqual([127, 0, 2, 2, 0, -2, -2])
})

it("has rows that do not know of each other", () => {
  const [large, small] = [[1e30, -5e29], [1e-30, 5e-31]]
  const [both, alone] = [quantize(rows(large, small)), quantize(rows(small))]
  expect([...both.weight.data.subarray(2)]).toEqual([...alone.weight.data])
  expect(both.scale.data[1]).toBe(alone.scale.data[0])
})

it("gives a row of zeros the scale 0, and a matrix of nothing back", () => {
  const { weight, scale } = quantize(rows([0, -0], [1, 1]))
  expect([...weight.data]).toEqual([0, 0, 127, 127])
  expect(scale.data[0]).toBe(0)
  expect([...quantize(rows([1e-40, -1e-37], [127 * 2 ** -126, 0])).scale.data]).toEqual([0, 2 ** -126])
  expect(quantize(value("float32", [0, 3], new Float32Array(0))).scale.dims).toEqual([0])
  expect([...quantize(value("float32", [2, 0], new Float32Array(0))).scale.data]).toEqual([0, 0])
})

it("does not hide what is no number", () => {
  const { scale } = quantize(rows([1, NaN], [Infinity, 1], [1, 1]))
  expect(scale.data[0]).toBeNaN()
  expect(scale.data[1]).toBe(Infinity)
  expect(scale.data[2]).toBeCloseTo(1 / 127)
})
