// What must not compile. `tsc` reads this file too: a line below `@ts-expect-error` that compiles is an error.
import { describe, expect, it } from "vitest"
import { add, mul } from "./ops/arithmetic.ts"
import { rmsNorm } from "./ops/fused.ts"
import { constant, input } from "./ops/leaf.ts"
import { matmul } from "./ops/matmul.ts"
import { argMax } from "./ops/reduce.ts"
import { gather, pick } from "./ops/rows.ts"
import { concat, transpose } from "./ops/shape.ts"
import { and, equal, less, where } from "./ops/truth.ts"
import { cast, exp } from "./ops/unary.ts"
import { type OpName, shapeError, type Tensor } from "./tensor.ts"

const single = input("single", [2, 2])
const double = input("double", [2, 2], "float64")
const index = input("index", [2], "int32")
const truth = less(single, 0)

describe("a tensor", () => {
  it("cannot be changed, nor by changing what it was built from", () => {
    expect(() => Object.assign(single, { op: "neg" })).toThrow(TypeError)
    const [xs, axes, dims, size] = [[single, single], [1, 0], [2, 2], [1, 1]]
    const built = [concat(xs, 0), transpose(single, axes), input("x", dims), constant(new Int32Array(1), size, "int32")]
    const before = structuredClone(built)
    for (const list of [xs, axes, dims, size]) list.length = 0
    expect(built).toEqual(before)
  })
})

describe("element types", () => {
  it("never mix, at compile time or at run time", () => {
    // @ts-expect-error an integer is no float
    expect(() => add(single, index)).toThrow("Cannot build add of float32 and int32: element types differ")
    // @ts-expect-error the two precisions are two types
    expect(() => mul(single, double)).toThrow("Cannot build mul of float32 and float64: element types differ")
    // @ts-expect-error
    expect(() => matmul(double, single)).toThrow("Cannot build matmul of float64 and float32: element types differ")
    // @ts-expect-error
    expect(() => where(truth, single, double)).toThrow("Cannot build where of float32 and float64")
    // @ts-expect-error
    expect(() => equal(index, single)).toThrow("Cannot build equal of int32 and float32")
    // @ts-expect-error
    expect(() => rmsNorm(single, input("w", [2], "float64"), 0)).toThrow("Cannot build rmsNorm of float32 and float64")
    // The compiler sees an array of either.
    const mixed: ReadonlyArray<Tensor<"float32" | "float64">> = [single, double]
    expect(() => concat(mixed, 0)).toThrow("Cannot build concat of float32 and float64: element types differ")
  })

  it("are kept by the type of the result", () => {
    const wide: Tensor<"float64"> = add(double, 1)
    const which: Tensor<"int32"> = argMax(single, 0)
    const cut: Tensor<"float32"> = cast(double, "float32")
    expect([wide.dtype, which.dtype, cut.dtype]).toEqual(["float64", "int32", "float32"])
    // @ts-expect-error a tensor of doubles is no tensor of singles
    const narrow: Tensor<"float32"> = wide
    expect(narrow.dtype).toBe("float64")
  })

  it("say what an operation is for", () => {
    // @ts-expect-error integers have no exponential
    exp(index)
    // @ts-expect-error rows are chosen by integers
    gather(single, single)
    // @ts-expect-error an input is a float unless it says otherwise
    pick(single, input("at", [2]))
    // @ts-expect-error floats are neither true nor false
    and(single, truth)
    // @ts-expect-error a number alone has no type
    expect(() => less(1, single)).toThrow("element types differ")
    expect(truth.dtype).toBe("bool")
  })
})

describe("nodes", () => {
  it("never change", () => {
    const y = add(single, 1)
    expect(Object.isFrozen(y)).toBe(true)
    // @ts-expect-error
    expect(() => (y.shape = [])).toThrow(TypeError)
  })

  it("have one of the operations' names", () => {
    // @ts-expect-error there is no such operation
    const name: OpName = "convolution"
    expect(name).toBe("convolution")
  })

  it("name every shape in a mistake", () => {
    expect(shapeError("mix", [[2, "B"], []], "why").message).toBe("Cannot build mix of (2, B) and (): why")
  })
})
