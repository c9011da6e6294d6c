import { describe, expect, it } from "vitest"
import { topological } from "../graph/graph.ts"
import { add, mul } from "../graph/ops/arithmetic.ts"
import { input, scalar } from "../graph/ops/leaf.ts"
import { matmul } from "../graph/ops/matmul.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import { gather } from "../graph/ops/rows.ts"
import { cast, exp, neg, stopGradient } from "../graph/ops/unary.ts"
import type { Tensor } from "../graph/tensor.ts"
import { backward } from "./backward.ts"

const ops = (...tensors: ReadonlyArray<Tensor>) => topological(tensors).map(({ op }) => op)

describe("backward", () => {
  it("gives each tensor a gradient of its own shape and type, symbols included", () => {
    const x = input("x", ["N", 3], "float64")
    const row = input("row", [3], "float64")
    const column = input("column", ["N", 1], "float64")
    const one = input("one", [], "float64")
    const leading = input("leading", [1, 1, 3], "float64")
    const wrt = [x, row, column, one, leading]
    const loss = reduceSum(wrt.reduce((a, b) => mul(a, b)))
    for (const [i, { shape, dtype }] of backward(loss, wrt).entries()) {
      expect(shape).toEqual(wrt[i].shape)
      expect(dtype).toBe("float64")
    }
  })

  it("does not sum where nothing was repeated", () => {
    const [a, b] = [input("a", ["N", 1]), input("b", ["N", 1])]
    expect(ops(...backward(reduceSum(mul(a, b)), [a])).filter((op) => op === "reduceSum")).toEqual([])
  })

  it("sums the uses of a tensor", () => {
    const x = input("x", [])
    const [dx] = backward(add(exp(x), neg(x)), [x])
    expect(dx.op).toBe("add")
    expect(backward(exp(x), [x])[0].op).toBe("mul")
  })

  it("differentiates only what lies between", () => {
    const x = input("x", [2, 3])
    const w = input("w", [3, 4])
    const loss = reduceSum(matmul(exp(x), w))
    const [dw] = backward(loss, [w])
    // dw = e^x' dy: one product, and no derivative of the exponential.
    expect(ops(dw).filter((op) => op === "matmul").length).toBe(1)
    expect(ops(dw)).not.toContain("mul")
  })

  it("is zeros where the loss does not reach", () => {
    const [x, far] = [input("x", []), input("far", ["N", 2])]
    const [dfar] = backward(exp(x), [far])
    expect(dfar).toMatchObject({
      op: "broadcastTo",
      shape: ["N", 2],
      inputs: [{ attributes: { data: Float32Array.of(0) } }],
    })
    const [dx] = backward(stopGradient(exp(x)), [x])
    expect(dx.attributes).toEqual({ data: Float32Array.of(0) })
    const [through] = backward(cast(cast(x, "int32"), "float32"), [x])
    expect(through.attributes).toEqual({ data: Float32Array.of(0) })
  })

  it("takes intermediate tensors, the loss itself, and the same tensor twice", () => {
    const x = input("x", [])
    const y = exp(x)
    const loss = mul(y, y)
    const [dloss, dy, again, dx] = backward(loss, [loss, y, y, x])
    expect(dloss).toMatchObject({ op: "constant", attributes: { data: Float32Array.of(1) } })
    expect(again).toBe(dy)
    expect(topological([dx])).toContain(dy)
  })

  it("is the same graph each time", () => {
    const build = () => {
      const x = input("x", [2, 2])
      return backward(reduceSum(mul(exp(x), matmul(x, x))), [x])
    }
    expect(build()).toEqual(build())
  })

  it("starts from a seed, for a loss that is no scalar", () => {
    const [x, seed] = [input("x", ["N"]), input("seed", ["N"])]
    const [dx] = backward(neg(x), [x], { seed })
    expect(dx).toMatchObject({ op: "neg", inputs: [seed] })
  })

  it("walks a graph deeper than the call stack", () => {
    const x = input("x", [])
    let y: Tensor<"float32"> = x
    for (let i = 0; i < 50_000; i++) y = neg(y)
    expect(topological(backward(y, [x])).length).toBe(50_001)
  })

  it("gives the type of what it differentiates by", () => {
    const single = input("single", [])
    const [d]: ReadonlyArray<Tensor<"float32">> = backward(exp(single), [single])
    // @ts-expect-error the gradient of a float32 is a float32
    const [wrong]: ReadonlyArray<Tensor<"float64">> = backward(exp(single), [single])
    expect([d.dtype, wrong.dtype]).toEqual(["float32", "float32"])
  })
})

describe("backward refuses", () => {
  const x = input("x", ["N", 2])
  const index = input("index", [3], "int32")

  it("a loss that is not a floating scalar", () => {
    expect(() => backward(exp(x), [x])).toThrow("Cannot differentiate float32 (N, 2): it is not a scalar")
    expect(() => backward(cast(reduceSum(x), "int32"), [x])).toThrow(
      "Cannot differentiate int32 (): it is not floating",
    )
  })

  it("tensors that are not floating", () => {
    const loss = reduceSum(gather(x, index))
    expect(() => backward(loss, [index])).toThrow("Cannot differentiate by input (3): it holds int32")
  })

  it("a seed unlike the loss", () => {
    const why = "Cannot differentiate float32 (N, 2): the seed is"
    expect(() => backward(exp(x), [x], { seed: scalar(1, "float32") })).toThrow(`${why} float32 ()`)
    expect(() => backward(exp(x), [x], { seed: input("s", ["N", 2], "float64") })).toThrow(`${why} float64 (N, 2)`)
  })
})
