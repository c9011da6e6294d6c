import { describe, expect, it } from "vitest"
import { backward } from "../grad/backward.ts"
import { evaluate, product } from "../graph/dim.ts"
import { graph, topological } from "../graph/graph.ts"
import { add, mul } from "../graph/ops/arithmetic.ts"
import { logSoftmax } from "../graph/ops/fused.ts"
import { input } from "../graph/ops/leaf.ts"
import { matmul } from "../graph/ops/matmul.ts"
import { reduceMax, reduceSum } from "../graph/ops/reduce.ts"
import { pick } from "../graph/ops/rows.ts"
import { reshape } from "../graph/ops/shape.ts"
import { lessEqual, where } from "../graph/ops/truth.ts"
import { exp, sigmoid } from "../graph/ops/unary.ts"
import type { Tensor } from "../graph/tensor.ts"
import { peakBytes } from "./peak.ts"

// (N, 100) with N = 10: a thousand numbers, 4000 bytes; what is reduced of it is one number.
const sizes = { N: 10, M: 10 }
const full = 4000
const x = input("x", ["N", 100])
const most = (y: Tensor<"float32">) => reduceMax(y, [...y.shape.keys()])
const peak = (y: Tensor) => peakBytes(graph({ y }), sizes)
/** A tensor that its reader cannot be fused with. */
const made = mul(x, input("scale", []))

describe("peakBytes", () => {
  it("counts results, not what is fed", () => expect(peak(most(x))).toBe(4))

  it("lets go of a value after its last use", () => expect(peak(exp(exp(exp(made))))).toBe(2 * full))

  it("keeps it until then", () => expect(peak(most(mul(exp(exp(made)), made)))).toBe(3 * full))

  it("writes in place where the kernel can", () => expect(peak(most(sigmoid(made)))).toBe(full + 4))

  it("but not over what is read again", () => expect(peak(most(add(sigmoid(made), made)))).toBe(3 * full))

  it("reads a reshaped value where it lies", () => expect(peak(most(reshape(made, ["N", 10, 10])))).toBe(full + 4))

  it("counts what a kernel allocates besides", () => {
    // beside x and the choice, a byte each: one selection a side, and the result
    expect(peak(most(where(lessEqual(x, made), made, 0)))).toBe(full + full / 4 + 3 * full)
  })

  it("keeps a buffer for the next value of its shape", () => {
    const between = most(mul(input("z", ["M", 100]), most(made)))
    expect(peak(most(mul(x, between)))).toBe(2 * full + 4) // that of `made` stays while z is at work
    expect(peak(most(mul(input("other", ["N", 101]), between)))).toBe(10 * 101 * 4 + 4)
  })

  it("runs the last output first", () => {
    const [first, last] = [made, mul(x, input("other", []))]
    expect(peakBytes(graph({ first, last: most(last) }), sizes)).toBe(full + 4)
    expect(peakBytes(graph({ last: most(last), first }), sizes)).toBe(2 * full + 4)
  })

  it("does not count outputs that have a place", () => {
    const closed = graph({ y: made, z: exp(made) })
    expect(peakBytes(closed, sizes)).toBe(2 * full)
    expect(peakBytes(closed, sizes, { into: ["y", "z"] })).toBe(0)
  })

  it("says which dimension nothing binds", () =>
    expect(() => peakBytes(graph({ y: made }), {})).toThrow('"N" is not bound'))

  describe("of a loss and its gradients", () => {
    const [width, vocabulary] = [16, 50]
    const w = input("w", [vocabulary, width])
    const states = exp(matmul(input("x", ["N", width]), input("v", [width, width])))
    const logp = logSoftmax(matmul(states, w, { transB: true })) // (N, V)
    const loss = reduceSum(pick(logp, input("targets", ["N"], "int32")), 0)
    const [dw] = backward(loss, [w])
    const closed = graph({ loss, dw })
    const at = (N: number) => peakBytes(closed, { N })
    const bytes = (tensor: Tensor) => 4 * evaluate(product(tensor.shape), new Map([["N", 8]]))

    it("grows with every size", () => {
      for (let n = 1; n < 40; n++) expect(at(n + 1)).toBeGreaterThan(at(n))
    })

    it("is at least its outputs, and at most all that is computed", () => {
      expect(at(8)).toBeGreaterThanOrEqual(bytes(loss) + bytes(dw))
      const all = topological([loss, dw]).reduce((sum, tensor) => sum + bytes(tensor), 0)
      expect(at(8)).toBeLessThan(all)
    })
  })
})
