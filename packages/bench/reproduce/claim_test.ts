import { describe, expect, it } from "vitest"
import { claim, show } from "./claim.ts"
import { summarize } from "./summary.ts"

const above = { is: "above", of: "gain", written: "before" } as const

describe("claim", () => {
  it.each<readonly [string, ReadonlyArray<number>, string]>([
    ["every seed is on its side", [0.1, 0.2, 0.3, 0.1, 0.4], "reproduced"],
    ["every seed is on the other", [-0.1, -0.2, -0.3, -0.1, -0.4], "not reproduced"],
    ["one seed disagrees", [-0.01, 0.2, 0.3, 0.2, 0.3], "undecided"],
    ["one seed is on the bound", [0, 0.2, 0.3, 0.2, 0.3], "undecided"],
    ["there are four seeds only", [0.1, 0.2, 0.3, 0.4], "undecided"],
    ["one of five has no number", [0.1, 0.2, NaN, 0.3, 0.4], "undecided"],
    ["there is one seed only", [0.3], "undecided"],
    ["there is none", [], "undecided"],
  ])("is decided where every seed agrees: %s", (_, values, verdict) => {
    expect(claim("it rises", summarize(values), above).verdict).toBe(verdict)
    // The same claim upside down.
    const mirrored = claim("it falls", summarize(values.map((x) => -x)), { ...above, is: "below" })
    expect(mirrored.verdict).toBe(verdict)
  })

  it("is about a bound where one is given", () => {
    const small = summarize([0.01, 0.02, 0.03, 0.02, 0.01])
    expect(claim("little gain", small, { ...above, is: "below", bound: 0.05 }).verdict).toBe("reproduced")
    expect(claim("no gain", small, { ...above, is: "below" }).verdict).toBe("not reproduced")
  })

  it("says when it was written, and whether it is a check", () => {
    expect(claim("it rises", summarize([1]), { ...above, check: true })).toMatchObject({
      written: "before",
      check: true,
    })
    expect(claim("it rises", summarize([1]), above).check).toBeUndefined()
  })

  it("says what was seen, with its interval and without", () => {
    const { saw, interval, brief } = claim("it rises", summarize([-0.25, -0.25, -0.25]), above)
    expect([saw, interval, brief]).toEqual([
      "gain: −0.250, 3 seeds",
      "[−0.250,\u00a0−0.250]",
      "−0.25\u00a0[−0.25,\u00a0−0.25]",
    ])
    expect(claim("it rises", summarize([0.5]), above)).toMatchObject({
      saw: "gain: 0.500, one seed",
      brief: "+0.50",
      interval: "none: one seed",
    })
    expect(claim("it rises", summarize([]), above)).toMatchObject({ brief: "none", interval: "" })
    const tiny = claim("equal", summarize([1e-9, 1e-9]), { ...above, of: "gap", print: (x) => x.toExponential(1) })
    expect([tiny.saw, tiny.interval]).toEqual(["gap: 1.0e-9, 2 seeds", "[1.0e-9,\u00a01.0e-9]"])
  })
})

it("shows no minus before nothing", () => {
  expect(show(summarize([-0.0001, -0.0001]))).toBe("0.000 [0.000,\u00a00.000]")
  expect(show(summarize([-0.001]))).toBe("−0.001 (one seed)")
})
