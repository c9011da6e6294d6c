import { describe, expect, it } from "vitest"
import type { Shape } from "../dim.ts"
import { input } from "./leaf.ts"
import { gather, pick, place, regroup, scatterAdd, sortDescending } from "./rows.ts"

const x = (shape: Shape) => input("x", shape)
const i = (shape: Shape) => input("i", shape, "int32")

describe("rows", () => {
  it("are gathered, and added back", () => {
    expect(gather(x(["V", 8]), i(["B", "T"])).shape).toEqual(["B", "T", 8])
    expect(gather(x(["V"]), i([])).shape).toEqual([])
    expect(scatterAdd(x(["B", "T", 8]), i(["B", "T"]), "V").shape).toEqual(["V", 8])
    expect(() => gather(x([]), i([2]))).toThrow("Cannot build gather of () and (2): the first has no rows")
    expect(() => scatterAdd(x([3, 8]), i([2]), 4)).toThrow(
      "Cannot build scatterAdd of (3, 8) and (2): the first does not begin with the second",
    )
  })

  it("move without repetition, by a way there and a way back", () => {
    expect(regroup(x(["N", 8]), i(["B", "T"]), i(["N"])).shape).toEqual(["B", "T", 8])
    expect(() => regroup(x(["N", 8]), i(["B", "T"]), i(["B"]))).toThrow(
      "Cannot build regroup of (N, 8) and (B): the way back does not have one index a row",
    )
  })
})

describe("elements", () => {
  it("are picked one a row, and placed back", () => {
    expect(pick(x(["M", "V"]), i(["M"])).shape).toEqual(["M"])
    expect(place(x(["M"]), i(["M"]), "G*B").shape).toEqual(["M", "B*G"])
    expect(() => pick(x([3, 4]), i([4]))).toThrow("Cannot build pick of (3, 4) and (4): rows differ")
    expect(() => place(x([3]), i([4]), 5)).toThrow("Cannot build place of (3) and (4): rows differ")
    expect(() => pick(x([]), i([]))).toThrow("Cannot build pick of (): a scalar has no last axis")
  })

  it("are sorted along the last axis", () => {
    expect(sortDescending(x(["M", 4])).shape).toEqual(["M", 4])
    expect(() => sortDescending(x([]))).toThrow("Cannot build sortDescending of (): a scalar has no last axis")
  })
})
