import { describe, expect, it } from "vitest"
import { centered } from "./centered.ts"
import { leaveOneOut } from "./leave_one_out.ts"
import { standardized } from "./standardized.ts"

const list = (values: Float64Array) => [...values]

describe("centered", () => {
  it("takes the mean away", () => expect(list(centered(Float64Array.of(1, 2, 6)))).toEqual([-2, -1, 3]))
})

describe("leaveOneOut", () => {
  it("compares with the mean of the others", () =>
    expect(list(leaveOneOut(Float64Array.of(1, 2, 6)))).toEqual([1 - 4, 2 - 3.5, 6 - 1.5]))
})

describe("standardized", () => {
  it("divides by the unbiased standard deviation plus eps", () => {
    const std = Math.sqrt((4 + 1 + 9) / 2)
    for (const eps of [0, 1e-6, 1e-4, 1]) {
      expect(list(standardized({ eps })(Float64Array.of(1, 2, 6))))
        .toEqual([-2 / (std + eps), -1 / (std + eps), 3 / (std + eps)])
    }
  })
  it("defaults to eps 1e-6", () => {
    const rewards = Float64Array.of(0, 1e-6)
    expect(standardized()(rewards)).toEqual(standardized({ eps: 1e-6 })(rewards))
    expect(standardized()(rewards)).not.toEqual(standardized({ eps: 1e-4 })(rewards))
  })
  it("shrinks the advantages of a pair that hardly differs: .619 where order alone gives .707", () => {
    const pair = Float64Array.of(0, 0.001)
    expect(standardized({ eps: 1e-4 })(pair)[1]).toBeCloseTo(0.619, 3)
    expect(standardized({ eps: 0 })(pair)[1]).toBeCloseTo(Math.SQRT1_2, 12)
  })
  it("stays finite without eps where the squared deviations vanish", () => {
    expect(list(standardized({ eps: 0 })(Float64Array.of(0, 1e-200)))).toEqual([0, 0])
  })
})
