import { describe, expect, it } from "vitest"
import { graph, topological } from "./graph.ts"
import { add, mul } from "./ops/arithmetic.ts"
import { input, scalar } from "./ops/leaf.ts"
import { broadcastTo, slice } from "./ops/shape.ts"
import { neg } from "./ops/unary.ts"
import type { Tensor } from "./tensor.ts"

describe("graph", () => {
  it("finds each input once, and only those that its outputs need", () => {
    const [x, y, unused] = ["x", "y", "unused"].map((name) => input(name, ["N"]))
    add(x, unused)
    const { inputs, outputs } = graph({ sum: add(x, y), square: mul(x, x) })
    expect(Object.keys(inputs)).toEqual(["x", "y"])
    expect(inputs.x).toBe(x)
    expect(Object.keys(outputs)).toEqual(["sum", "square"])
  })

  it("takes any name, those of every object's own properties too", () => {
    const x = input("constructor", ["N"])
    expect(Object.keys(graph({ toString: neg(x) }).inputs)).toEqual(["constructor"])
    expect(Object.keys(graph({ y: neg(input("__proto__", ["N"])) }).inputs)).toEqual(["__proto__"])
  })

  it("refuses two inputs of one name", () => {
    expect(() => graph({ y: add(input("x", [2]), input("x", [2])) })).toThrow(
      'Cannot close graph: two inputs are named "x"',
    )
  })

  it("refuses one name for an input and an output", () => {
    expect(() => graph({ x: neg(input("x", [2])) })).toThrow('Cannot close graph: "x" is both an input and an output')
  })

  it("refuses a dimension that no input binds", () => {
    expect(() => graph({ y: neg(input("x", ["P+T"])) })).toThrow('Cannot close graph: no input binds dimension "P"')
    expect(() => graph({ y: broadcastTo(scalar(0, "float32"), ["N"]) })).toThrow('no input binds dimension "N"')
    expect(graph({ y: neg(input("x", ["P+T"])), p: input("a", ["P"]), t: input("b", ["T"]) })).toBeDefined()
  })

  it("refuses a cut at a symbol that no input binds", () => {
    const cut = slice(input("x", [4]), 0, { start: "P", end: "P+1" }) // one element, wherever P is
    expect(() => graph({ y: cut })).toThrow('no input binds dimension "P"')
  })

  it("is data: a copy of it is a graph of the same form", () => {
    const x = input("x", ["N"])
    const closed = graph({ y: mul(add(x, 1), x) })
    const copy = structuredClone(closed)
    expect(copy).toEqual(closed)
    expect(copy.outputs.y.inputs[1]).toBe(copy.inputs.x)
  })
})

describe("topological", () => {
  it("puts inputs before users, each tensor once, in an order that only the graph decides", () => {
    const build = () => {
      const x = input("x", [2])
      const shared = neg(x)
      return [add(shared, mul(shared, x)), shared]
    }
    const order = topological(build())
    expect(order.map(({ op }) => op)).toEqual(["input", "neg", "mul", "add"])
    for (const [i, tensor] of order.entries()) {
      for (const operand of tensor.inputs) expect(order.indexOf(operand)).toBeLessThan(i)
    }
    expect(topological(build())).toEqual(order)
  })

  it("walks a graph deeper than the call stack", () => {
    let x: Tensor<"float32"> = input("x", [])
    for (let i = 0; i < 100_000; i++) x = neg(x)
    expect(topological([x]).length).toBe(100_001)
  })
})
