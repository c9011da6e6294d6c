import { describe, expect, it } from "vitest"
import { input, scalar } from "../graph/ops/leaf.ts"
import { exp } from "../graph/ops/unary.ts"
import type { OpName } from "../graph/tensor.ts"
import { type Rules, rules } from "./rules.ts"

describe("rules", () => {
  it("are total: a table that lacks one, or has one too many, does not compile", () => {
    const { exp: rule, ...others } = rules
    // @ts-expect-error exp is missing
    const lacking: Rules<OpName> = others
    // @ts-expect-error there is no such operation
    const unknown: Rules<OpName> = { ...rules, convolution: rule }
    expect("exp" in lacking).toBe(false)
    expect("convolution" in unknown).toBe(true)
  })

  it("are for their own operation's attributes and operands", () => {
    // @ts-expect-error clip's rule reads its bounds, which exp does not have
    const wrong: Rules<"exp"> = { exp: rules.clip }
    // @ts-expect-error pick's rule gives a gradient for floats and an index, not floats alone
    const other: Rules<"exp"> = { exp: rules.pick }
    expect(wrong.exp).not.toBe(other.exp)
  })

  it("build on the node itself: the derivative of e^x computes nothing twice", () => {
    const y = exp(input("x", [2]))
    const dy = scalar(1, "float32")
    const [dx] = rules.exp(y as Parameters<typeof rules.exp>[0], dy)
    expect(dx).toMatchObject({ op: "mul" })
    expect(dx?.inputs).toEqual([dy, y])
  })
})
