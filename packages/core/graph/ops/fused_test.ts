import { describe, expect, it } from "vitest"
import type { Shape } from "../dim.ts"
import { attention, attentionWeights, inverseRms, logSoftmax, rmsNorm, rotary, softmax, tokenLogprob } from "./fused.ts"
import { input } from "./leaf.ts"

const x = (shape: Shape) => input("x", shape)

describe("rows of the last axis", () => {
  it("keep their shape, or one number", () => {
    expect(softmax(x(["N", 3])).shape).toEqual(["N", 3])
    expect(logSoftmax(x(["N", 3])).shape).toEqual(["N", 3])
    expect(rmsNorm(x(["N", 3]), x([3]), 0).shape).toEqual(["N", 3])
    expect(inverseRms(x(["N", 3]), 0).shape).toEqual(["N", 1])
    expect(tokenLogprob(x(["M", "V"]), input("t", ["M"], "int32")).shape).toEqual(["M"])
  })

  it("are no scalars", () => {
    const why = "a scalar has no last axis"
    expect(() => softmax(x([]))).toThrow(`Cannot build softmax of (): ${why}`)
    expect(() => logSoftmax(x([]))).toThrow(`Cannot build logSoftmax of (): ${why}`)
    expect(() => inverseRms(x([]), 0)).toThrow(`Cannot build inverseRms of (): ${why}`)
    expect(() => tokenLogprob(x([]), input("t", [], "int32"))).toThrow(`Cannot build tokenLogprob of (): ${why}`)
  })

  it("fit their weights and targets", () => {
    expect(() => rmsNorm(x(["N", 3]), x([4]), 0)).toThrow("Cannot build rmsNorm of (N, 3) and (4): widths differ")
    expect(() => tokenLogprob(x(["M", "V"]), input("t", ["V"], "int32"))).toThrow(
      "Cannot build tokenLogprob of (M, V) and (V): rows differ",
    )
  })
})

describe("rotary", () => {
  it("turns halves by tables", () => {
    expect(rotary(x(["N", 2, 8]), x(["N", 4]), x(["N", 4])).shape).toEqual(["N", 2, 8])
    expect(() => rotary(x(["N", 2, 7]), x(["N", 3]), x(["N", 3]))).toThrow("it needs (N, H, D) with D even")
    expect(() => rotary(x(["N", 2, 8]), x(["N", 4]), x(["N", 8]))).toThrow(
      "Cannot build rotary of (N, 2, 8) and (N, 8): the table is not (N, D/2)",
    )
  })
})

describe("attention", () => {
  const build = (q: Shape, k: Shape, rest: { readonly v?: Shape; readonly bias?: Shape } = {}) =>
    attention({ q: x(q), k: x(k), v: x(rest.v ?? k), bias: x(rest.bias ?? []) }, 1).shape

  it("has queries' rows and values' width; heads may share keys", () => {
    expect(build(["B", 8, "T", 4], ["B", 2, "S", 4], { v: ["B", 2, "S", 6], bias: ["T", "S"] })).toEqual([
      "B",
      8,
      "T",
      6,
    ])
    const operands = { q: x(["B", 8, "T", 4]), k: x(["B", 2, "S", 4]), bias: x(["B", 1, 1, "S"]) }
    expect(attentionWeights(operands, 1).shape).toEqual(["B", 8, "T", "S"])
  })

  it("names the mistake", () => {
    const [q, k] = [["B", 8, "T", 4], ["B", 2, "S", 4]]
    expect(() => build(["B", "T", 32], k)).toThrow("queries and keys need four axes")
    expect(() => build(q, ["A", 2, "S", 4])).toThrow("batch or head width differ")
    expect(() => build(q, ["B", 2, "S", 5])).toThrow("batch or head width differ")
    expect(() => build(q, ["B", 3, "S", 4])).toThrow("3 key heads do not divide 8 heads")
    expect(() => build(q, k, { v: ["B", 2, "T", 4] })).toThrow("keys are not values")
    expect(() => build(q, k, { v: ["B", 2, "S"] })).toThrow("keys are not values")
    expect(() => build(q, k, { bias: ["T", "T"] })).toThrow(
      "Cannot build attention of (T, T) and (B, 8, T, S): T is not S",
    )
    expect(() => build(q, k, { bias: [2, "B", 8, "T", "S"] })).toThrow("the bias does not fit the scores")
  })
})
