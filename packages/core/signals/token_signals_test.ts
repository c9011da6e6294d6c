import { describe, expect, it } from "vitest"
import { backward } from "../grad/backward.ts"
import { graph } from "../graph/graph.ts"
import { add } from "../graph/ops/arithmetic.ts"
import { input } from "../graph/ops/leaf.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import { value } from "../graph/value.ts"
import { runOnce } from "../testing/tiny_model.ts"
import { allSignals } from "./all_signals.ts"
import { tokenSignals } from "./token_signals.ts"

const signalsOf = async (rows: ReadonlyArray<ReadonlyArray<number>>, target: number, temperature: number) => {
  const logits = input("logits", ["M", rows[0].length])
  const signals = tokenSignals(allSignals, { logits, targets: input("targets", ["M"], "int32") }, temperature)
  const [gradient] = backward(reduceSum(add(signals.entropy, signals.selfCertainty)), [logits])
  const got = await runOnce(graph({ ...signals, gradient }), {
    logits: value("float32", [rows.length, rows[0].length], Float32Array.from(rows.flat())),
    targets: value("int32", [rows.length], new Int32Array(rows.length).fill(target)),
  })
  return (name: keyof typeof signals | "gradient") => [...got[name].data]
}

describe("tokenSignals", () => {
  it.each([1, 0.5, 3])("follows the definitions at temperature %d", async (temperature) => {
    const z = [0.3, -1.2, 2.5, 0]
    const at = await signalsOf([z], 2, temperature)
    const weights = z.map((x) => Math.exp(x / temperature))
    const total = weights.reduce((a, b) => a + b)
    const p = weights.map((w) => w / total)
    expect(at("logprob")[0]).toBeCloseTo(Math.log(p[2]), 5)
    expect(at("entropy")[0]).toBeCloseTo(-p.reduce((sum, q) => sum + q * Math.log(q), 0), 5)
    // KL(U || p) = sum 1/V log((1/V) / p)
    expect(at("selfCertainty")[0]).toBeCloseTo(p.reduce((sum, q) => sum + Math.log(1 / 4 / q) / 4, 0), 5)
  })

  it("is log V and 0 where every token is as likely", async () => {
    const at = await signalsOf([[5, 5, 5, 5, 5, 5, 5, 5]], 0, 1)
    expect(at("entropy")[0]).toBeCloseTo(Math.log(8), 6)
    expect(at("selfCertainty")[0]).toBeCloseTo(0, 6)
  })

  it("is 0 and finite where one token has all the probability", async () => {
    const at = await signalsOf([[1e4, 0, -1e4], [0, -3e30, -3e30]], 0, 0.5)
    expect(at("entropy").map(Math.abs)).toEqual([0, 0])
    expect(at("logprob").map(Math.abs)).toEqual([0, 0])
    expect(at("selfCertainty")[0]).toBeCloseTo(2e4 - Math.log(3), 2)
    expect(at("gradient").every(Number.isFinite)).toBe(true)
  })

  it("does not move with a constant added to the logits", async () => {
    const [low, high] = [await signalsOf([[0, 1, 2]], 1, 1), await signalsOf([[300, 301, 302]], 1, 1)]
    for (const { name } of allSignals) {
      expect(low(name)[0]).toBeCloseTo(high(name)[0], 4)
    }
  })
})
