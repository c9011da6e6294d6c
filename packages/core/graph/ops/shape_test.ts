import { describe, expect, it } from "vitest"
import { input } from "./leaf.ts"
import { broadcastTo, concat, expandDims, reshape, slice, squeeze, transpose } from "./shape.ts"

const x = input("x", ["B", "G", 4])

describe("reshape", () => {
  it("keeps the number of elements, as a polynomial", () => {
    expect(reshape(x, ["G*B", 2, 2]).shape).toEqual(["B*G", 2, 2])
    expect(reshape(x, ["4*G*B"]).shape).toEqual(["4*B*G"])
    expect(reshape(x, x.shape)).toBe(x)
    expect(() => reshape(x, ["B", 4])).toThrow(
      "Cannot build reshape of (B, G, 4) and (B, 4): 4*B*G elements are not 4*B",
    )
  })

  it("adds and drops axes of 1", () => {
    expect(expandDims(x, 0).shape).toEqual([1, "B", "G", 4])
    expect(expandDims(x, -1).shape).toEqual(["B", "G", 4, 1])
    expect(squeeze(expandDims(x, 1), 1).shape).toEqual(x.shape)
    expect(() => expandDims(x, 4)).toThrow("there is no axis 4")
    expect(() => squeeze(x, -1)).toThrow("Cannot build squeeze of (B, G, 4): axis -1 is not 1")
  })
})

describe("broadcastTo", () => {
  it("repeats axes of 1 and new ones, and nothing else", () => {
    expect(broadcastTo(input("row", [1, 3]), ["N", 2, 3]).shape).toEqual(["N", 2, 3])
    expect(broadcastTo(x, ["B", "G", 4])).toBe(x)
    expect(() => broadcastTo(x, ["G", 4])).toThrow("the first does not fit the second")
    expect(() => broadcastTo(input("two", [2]), [3])).toThrow("Cannot build broadcastTo of (2) and (3): 2 is not 3")
  })
})

describe("transpose", () => {
  it("permutes axes", () => {
    expect(transpose(x, [2, 0, 1]).shape).toEqual([4, "B", "G"])
    expect(() => transpose(x, [0, 1, 1])).toThrow("Cannot build transpose of (B, G, 4): [0,1,1] is no permutation")
    expect(() => transpose(x, [1, 0])).toThrow("[1,0] is no permutation of its axes")
  })
})

describe("concat", () => {
  it("adds sizes", () => {
    const [past, now] = [input("past", ["P", 4]), input("now", ["T", 4])]
    expect(concat([past, now, now], 0).shape).toEqual(["P+2*T", 4])
    expect(concat([past, past], -1).shape).toEqual(["P", 8])
    expect(concat([past], 0)).toBe(past)
    expect(() => concat([past, now], 1)).toThrow("Cannot build concat of (P, 4) and (T, 4): they differ outside axis 1")
    expect(() => concat([], 0)).toThrow("Cannot build concat: there are no tensors")
  })
})

describe("slice", () => {
  const both = input("both", ["P+T", 4])

  it("measures its length in symbols", () => {
    expect(slice(both, 0, { start: "P" }).shape).toEqual(["T", 4])
    expect(slice(both, 0, { end: "P" }).shape).toEqual(["P", 4])
    expect(slice(both, 0, { start: "P", end: "P+1" }).shape).toEqual([1, 4])
    expect(slice(both, -1, { start: 1, end: 3 })).toMatchObject({
      shape: ["P+T", 2],
      attributes: { axis: 1, start: 1, end: 3 },
    })
  })

  it("of everything is the tensor itself", () => {
    expect(slice(both, 1, {})).toBe(both)
    expect(slice(both, 0, { end: "T+P" })).toBe(both)
  })

  it("names the mistake", () => {
    expect(() => slice(both, 1, { start: 3, end: 2 })).toThrow("Cannot build slice of (P+T, 4): 2 is before 3")
    expect(() => slice(both, 1, { end: 5 })).toThrow("Cannot build slice of (P+T, 4): 5 is past the end of axis 1")
    expect(() => slice(both, 1, { start: -1 })).toThrow("a size is a whole number")
  })
})
