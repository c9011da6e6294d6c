import { backward } from "@rlif/core/grad/backward"
import { graph } from "@rlif/core/graph/graph"
import {
  add,
  clip,
  div,
  exp,
  input,
  minimum,
  mul,
  neg,
  reduceMean,
  reduceSum,
  stopGradient,
  sub,
} from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import { gridShape } from "@rlif/core/model/layout.ts"
import { grid, pack } from "@rlif/core/model/pack.ts"
import { type Packed, packedModel } from "@rlif/core/model/packed"
import { allSignals, tokenSignals } from "@rlif/core/signals"
import type { Value } from "@rlif/core/graph/value"
import { describe, expect, it } from "vitest"
import {
  type Combination,
  completionOf,
  furthest,
  groupsOf,
  names,
  type Oracle,
  oracle,
  relative,
  runOnce,
  type Temperature,
  temperatures,
} from "./_oracle.ts"

type Grid = Tensor<"float32">

// The recorded losses and penalties, written here once more from their definitions.
const objective = (packed: Packed, { batch }: Oracle, { loss, kl, beta, aggregation, temperature }: Combination) => {
  const { options } = batch
  const { logprob, entropy } = tokenSignals(allSignals, packed, temperature)
  const [advantage, old, reference] = ["advantage", "old", "reference"].map((name) => input(name, gridShape))
  const lp = packed.toGrid(logprob)
  const change = sub(lp, old)
  const ratio = exp(change)
  const surrogate = (r: Grid, low: number, high: number) =>
    neg(minimum(mul(r, advantage), mul(clip(r, 1 - low, 1 + high), advantage)))
  const losses: Record<string, () => Grid> = {
    ppo: () => surrogate(ratio, options.eps_low, options.eps_high),
    gspo: () => {
      const mean = div(reduceSum(change, 1, { keepDims: true }), packed.lengths) // (R, 1)
      return surrogate(exp(mean), options.gspo_low, options.gspo_high)
    },
    cispo_cap: () => neg(mul(mul(stopGradient(minimum(ratio, options.cispo_cap)), advantage), lp)),
    direct_entropy: () => packed.toGrid(entropy),
  }
  const d = sub(reference, lp)
  const penalties: Record<string, () => Grid> = {
    k1: () => neg(d),
    k2: () => mul(mul(d, d), 0.5),
    k3: () => sub(sub(exp(d), d), 1),
  }
  const token = kl === "none" ? losses[loss]() : add(losses[loss](), mul(penalties[kl](), beta))
  const x = mul(token, packed.mask)
  const aggregations: Record<string, () => Grid> = {
    "token-mean": () => div(reduceSum(x), reduceSum(packed.mask)),
    "seq-mean-token-mean": () => reduceMean(div(reduceSum(x, 1, { keepDims: true }), packed.lengths)),
    "seq-mean-token-sum": () => reduceMean(reduceSum(x, 1)),
    "fixed-length": () => div(reduceMean(reduceSum(x, 1)), options.fixed_length),
  }
  return aggregations[aggregation]()
}

const rowOf = ({ data, dims }: Value, row: number, length: number) =>
  data.subarray(row * dims[1], row * dims[1] + length)

describe.each(names)("%s", (name) => {
  const fixture = oracle(name)
  const { config, weights, batch, expected, arrays } = fixture
  const packed = packedModel(config)
  const feeds = { ...weights, ...pack(config, groupsOf(batch)) }

  it("has the parameters of its file", () => {
    const shapes = (values: Readonly<Record<string, { readonly dims: ReadonlyArray<number> }>>) =>
      Object.entries(values).map(([key, { dims }]) => `${key} ${dims.join("x")}`).sort()
    const own = Object.entries(packed.parameters).map(([key, { shape }]) => `${key} ${shape.join("x")}`).sort()
    expect(own).toEqual(shapes(weights))
  })

  it("logits of every completion token", async () => {
    const { logits } = await runOnce(graph({ logits: packed.logits }), feeds)
    const [, t, v] = arrays.logits.dims
    const rows = feeds["layout.grid"]
    let compared = 0
    batch.completion_lengths.forEach((length, row) => {
      for (let i = 0; i < length; i++) {
        const at = rows.data[row * rows.dims[1] + i]
        const from = row * t + batch.prompt_lengths[row] - 1 + i
        const distance = furthest(
          logits.data.subarray(at * v, (at + 1) * v),
          arrays.logits.data.subarray(from * v, (from + 1) * v),
        )
        expect(distance, `row ${row} token ${i}`).toBeLessThan(5e-5)
        compared++
      }
    })
    expect(compared).toBe(logits.dims[0])
  })

  it.each(temperatures)("signals at temperature %s", async (temperature) => {
    const { logprob, entropy, selfCertainty } = tokenSignals(allSignals, packed, Number(temperature))
    const outputs = graph({
      logprob: packed.toGrid(logprob),
      entropy: packed.toGrid(entropy),
      self_certainty: packed.toGrid(selfCertainty),
    })
    const got = await runOnce(outputs, feeds)
    for (const signal of ["logprob", "entropy", "self_certainty"] as const) {
      batch.completion_lengths.forEach((length, row) => {
        const reference = completionOf(expected.signals[temperature][signal], row, batch)
        expect(furthest(rowOf(got[signal], row, length), reference), `${signal} of row ${row}`).toBeLessThan(1e-4)
      })
    }
  })

  it.each(expected.gradients)("gradient of every parameter: $loss $aggregation $kl", async (combination) => {
    const loss = objective(packed, fixture, combination)
    const keys = Object.keys(packed.parameters)
    const gradients = backward(loss, keys.map((key) => packed.parameters[key]))
    const outputs = graph({ loss, ...Object.fromEntries(keys.map((key, i) => [`grad.${key}`, gradients[i]])) })
    const groups = groupsOf(
      batch,
      combination.temperature === 1 ? "1.0" : String(combination.temperature) as Temperature,
    )
    const columns = Object.fromEntries(
      ["advantage", "old", "reference"].map((column) => [column, grid(groups, (row) => row.columns[column])]),
    )
    const got = await runOnce(outputs, { ...feeds, ...columns })
    expect(Math.abs(got.loss.data[0] - combination.value)).toBeLessThan(1e-4)
    for (const key of keys) {
      const distance = relative(got[`grad.${key}`].data, arrays[`grad.${combination.id}.${key}`].data)
      expect(distance, key).toBeLessThan(1e-4)
    }
  })
})
