import { expect, it } from "vitest"
import { input } from "./leaf.ts"
import { abs, cast, clip, exp, log, neg, reciprocal, sigmoid, silu, sqrt, stopGradient } from "./unary.ts"

const x = input("x", ["N", 2], "float64")

it("one operand keeps its shape and type", () => {
  const operations = { neg, exp, log, sqrt, abs, reciprocal, sigmoid, silu, stopGradient }
  for (const [op, build] of Object.entries(operations)) {
    expect(build(x)).toEqual({ op, inputs: [x], attributes: {}, shape: ["N", 2], dtype: "float64" })
  }
  expect(clip(x, -1, 2)).toMatchObject({ shape: ["N", 2], dtype: "float64", attributes: { low: -1, high: 2 } })
})

it("a cast changes the type alone", () => {
  expect(cast(x, "int32")).toMatchObject({ shape: ["N", 2], dtype: "int32", attributes: { to: "int32" } })
})
