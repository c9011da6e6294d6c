import { describe, expect, it } from "vitest"
import { flops } from "./cost.ts"
import { graph } from "./graph.ts"
import { attention, attentionWeights } from "./ops/fused.ts"
import { input } from "./ops/leaf.ts"
import { matmul } from "./ops/matmul.ts"
import * as twin from "./ops/twin.ts"

describe("flops", () => {
  it.each([
    ["plain", { transA: false, transB: false }, [3, 5], [5, 7]],
    ["transposed left", { transA: true, transB: false }, [5, 3], [5, 7]],
    ["transposed right", { transA: false, transB: true }, [3, 5], [7, 5]],
  ])(
    "counts a product: %s",
    (_, options, a, b) =>
      expect(flops(graph({ y: matmul(input("a", a), input("b", b), options) }), {})).toBe(2 * 3 * 5 * 7),
  )

  it("counts a product a member of a batch, those that are broadcast too", () =>
    expect(flops(graph({ y: matmul(input("a", ["B", "N", 4]), input("b", [4, 2])) }), { B: 3, N: 5 })).toBe(
      3 * 2 * 5 * 4 * 2,
    ))

  it("counts a tensor once, however many use it", () => {
    const y = matmul(input("a", [2, 2]), input("b", [2, 2]))
    expect(flops(graph({ y, again: matmul(y, y) }), {})).toBe(2 * 16)
  })

  const heads = {
    q: input("q", ["B", 4, "T", 6]),
    k: input("k", ["B", 2, "S", 6]),
    v: input("v", ["B", 2, "S", 6]),
    bias: input("bias", ["T", "S"]),
  }
  it.each([["attention", attention, twin.attention], ["weights", attentionWeights, twin.attentionWeights]] as const)(
    "counts what is fused as its primitive twin does: %s",
    (_, fused, primitive) => {
      const sizes = { B: 2, T: 3, S: 5 }
      expect(flops(graph({ y: fused(heads, 1) }), sizes)).toBe(flops(graph({ y: primitive(heads, 1) }), sizes))
      expect(flops(graph({ y: fused(heads, 1) }), sizes)).toBeGreaterThan(0)
    },
  )

  it("says which dimension nothing binds", () =>
    expect(() => flops(graph({ y: matmul(input("a", ["N", 4]), input("b", [4, 2])) }), {})).toThrow('"N" is not bound'))
})
