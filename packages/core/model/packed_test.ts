import { describe, expect, it } from "vitest"
import { backward } from "../grad/backward.ts"
import { graph } from "../graph/graph.ts"
import { mul } from "../graph/ops/arithmetic.ts"
import { attention } from "../graph/ops/fused.ts"
import { input } from "../graph/ops/leaf.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import { reshape, transpose } from "../graph/ops/shape.ts"
import type { Tensor } from "../graph/tensor.ts"
import { rotaryTables } from "../nn/rotary.ts"
import { random, seed } from "../random/seed.ts"
import { type Value, value } from "../graph/value.ts"
import type { Attend } from "./architecture.ts"
import { gridShape } from "./layout.ts"
import { llama } from "./llama.ts"
import { parameterInputs } from "./parameters.ts"
import { config, furthest, runEach, runOnce, weights } from "../testing/tiny_model.ts"
import { grid, pack } from "./pack.ts"
import type { Prompted } from "./prompted.ts"
import { packedModel } from "./packed.ts"
import { allSignals } from "../signals/all_signals.ts"
import { tokenSignals } from "../signals/token_signals.ts"
import { statesOf } from "./states.ts"

const { integer } = random(5)
const tokens = (length: number) => Int32Array.from({ length }, () => integer(config.vocab))
const group = (prompt: number, ...lengths: ReadonlyArray<number>): Prompted => ({
  prompt: tokens(prompt),
  rows: lengths.map((length) => ({ tokens: tokens(length) })),
})

const packed = packedModel(config)
const { logprob, entropy, selfCertainty } = tokenSignals(allSignals, packed, 0.8)
const names = Object.keys(packed.parameters)

// Logits of completion tokens, (T, V) a row that is there.
const packedLogits = async (groups: ReadonlyArray<Prompted>) => {
  const feeds = pack(config, groups)
  const { logits } = await runOnce(graph({ logits: packed.logits }), { ...weights, ...feeds })
  const { dims: [rows, columns], data } = feeds["layout.grid"]
  return Array.from(
    { length: rows },
    (_, r) => [...data.subarray(r * columns, (r + 1) * columns)].filter((m) => m >= 0),
  )
    .filter((row) => row.length > 0)
    .map((row) => row.map((m) => logitsAt(logits, m)))
}

const logitsAt = ({ data }: Value, row: number) => [...data.subarray(row * config.vocab, (row + 1) * config.vocab)]

// The same without any layout: each sequence alone, every token attending to all before it.
const plainLogits = async (groups: ReadonlyArray<Prompted>) => {
  const { heads, keyHeads, headWidth, width } = config
  const bias = input("causal", ["N", "N"])
  const turned = (x: Tensor<"float32">) => transpose(x, [0, 2, 1, 3])
  const one = (x: Tensor<"float32">, count: number) => turned(reshape(x, [1, "N", count, headWidth]))
  const attend: Attend = (_, { q, k, v }) => {
    const read = attention({ q: one(q, heads), k: one(k, keyHeads), v: one(v, keyHeads), bias }, headWidth ** -0.5)
    return { states: reshape(turned(read), ["N", width]), kept: {} }
  }
  const parameters = parameterInputs(config)
  const { states } = statesOf(config, parameters, {
    tokens: input("tokens", ["N"], "int32"),
    cos: input("cos", ["N", headWidth / 2]),
    sin: input("sin", ["N", headWidth / 2]),
    attend,
  })
  const present = apart(groups)
  const results = await runEach(
    graph({ logits: llama.logits(config, parameters, states) }),
    present.map(({ prompt, rows: [row] }) => {
      const tokens = Int32Array.of(...prompt, ...row.tokens)
      const n = tokens.length
      const { cos, sin } = rotaryTables(config, tokens.map((_, i) => i))
      return {
        ...weights,
        tokens: value("int32", [n], tokens),
        cos: value("float32", [n, headWidth / 2], cos),
        sin: value("float32", [n, headWidth / 2], sin),
        causal: value("float32", [n, n], Float32Array.from({ length: n * n }, (_, i) => (i % n > i / n ? -1e9 : 0))),
      }
    }),
  )
  return present.map(({ prompt, rows: [row] }, i) =>
    Array.from(row.tokens, (_, t) => logitsAt(results[i].logits, prompt.length - 1 + t))
  )
}

// Each row's part of a grid.
const rowsOf = <R extends { readonly tokens: Int32Array }>(
  groups: ReadonlyArray<{ readonly rows: ReadonlyArray<R> }>,
  { dims: [count, columns], data }: Value,
): ReadonlyMap<R, ArrayLike<number>> =>
  new Map(groups.flatMap(({ rows }, b) =>
    rows.map((row, g) => {
      const from = (b * count / groups.length + g) * columns
      return [row, data.subarray(from, from + row.tokens.length)] as const
    })
  ))

// A loss of every signal, the product of their sums, and its gradients: the same however the batch is grouped.
const gradientsOf = (groups: ReadonlyArray<Prompted>) => {
  const loss = [logprob, entropy, selfCertainty].map((x) => reduceSum(mul(packed.toGrid(x), packed.mask)))
    .reduce((a, b) => mul(a, b))
  const gradients = backward(loss, names.map((name) => packed.parameters[name]))
  const outputs = graph({ loss, ...Object.fromEntries(names.map((name, i) => [`grad.${name}`, gradients[i]])) })
  return runOnce(outputs, { ...weights, ...pack(config, groups) })
}

// One group a completion: nothing is shared.
const apart = (groups: ReadonlyArray<Prompted>): ReadonlyArray<Prompted> =>
  groups.flatMap(({ prompt, rows }) =>
    rows.filter((row) => row.tokens.length > 0).map((row) => ({ prompt, rows: [row] }))
  )

const batches: Readonly<Record<string, ReadonlyArray<Prompted>>> = {
  "ragged prompts and completions": [group(3, 5, 2, 7), group(6, 1, 4, 3), group(1, 2, 6, 1)],
  "equal lengths": [group(4, 3, 3), group(4, 3, 3)],
  "groups of unequal width": [group(2, 4), group(5, 1, 3, 2), group(3, 2, 2)],
  "an empty completion": [group(2, 0, 3), group(4, 2, 0)],
  "completions of one token only": [group(3, 1, 1), group(2, 1, 1)],
  "one document": [group(2, 9)],
  "one token after one token": [group(1, 1)],
}

describe.each(Object.entries(batches))("%s", (_, groups) => {
  it("has the logits of each sequence alone", async () => {
    const [together, alone] = [await packedLogits(groups), await plainLogits(groups)]
    expect(together.map((row) => row.length)).toEqual(alone.map((row) => row.length))
    together.forEach((row, r) =>
      row.forEach((logits, t) => expect(furthest(logits, alone[r][t]), `row ${r} token ${t}`).toBeLessThan(1e-5))
    )
  })

  it("has the gradient of prompts that are not shared", async () => {
    const [together, unshared] = [await gradientsOf(groups), await gradientsOf(apart(groups))]
    for (const name of ["loss", ...names.map((name) => `grad.${name}`)]) {
      const [a, b] = [together[name].data, unshared[name].data]
      const norm = Math.hypot(...b)
      expect(furthest(a, b), name).toBeLessThanOrEqual(1e-5 * norm)
    }
  })
})

it("depends neither on the order of groups nor on that of their rows", async () => {
  const { integer, uniform } = random(seed("order"))
  const some = <A>(count: number, make: () => A) => Array.from({ length: count }, make)
  const shuffle = <A>(xs: ReadonlyArray<A>) =>
    xs.map((x) => ({ x, key: uniform() })).sort((a, b) => a.key - b.key).map(({ x }) => x)
  const weighted = (length: number) => ({
    tokens: tokens(length),
    weights: Float32Array.from({ length }, () => uniform() - 0.5),
  })
  // Ragged in every way: prompts, widths and lengths, with empty completions and equal prompts among them.
  const prompts = some(3, () => tokens(1 + integer(6)))
  const batches = some(12, () => [
    { prompt: prompts[0], rows: [weighted(1 + integer(5))] },
    ...some(integer(5), () => ({
      prompt: prompts[integer(3)],
      rows: some(1 + integer(4), () => weighted(integer(7))),
    })),
  ])
  const shuffled = batches.map((groups) => shuffle(groups.map(({ prompt, rows }) => ({ prompt, rows: shuffle(rows) }))))

  const lp = packed.toGrid(logprob)
  const gradients = backward(reduceSum(mul(lp, input("weights", gridShape))), names.map((n) => packed.parameters[n]))
  const outputs = graph({ lp, ...Object.fromEntries(names.map((name, i) => [`grad.${name}`, gradients[i]])) })
  const results = await runEach(
    outputs,
    [...batches, ...shuffled].map((groups) => ({
      ...weights,
      ...pack(config, groups),
      weights: grid(groups, (row) => row.weights),
    })),
  )
  batches.forEach((groups, i) => {
    const [one, other] = [results[i], results[batches.length + i]]
    const [here, there] = [rowsOf(groups, one.lp), rowsOf(shuffled[i], other.lp)]
    for (const [row, logprobs] of here) expect(furthest(logprobs, there.get(row)!)).toBeLessThan(1e-5)
    for (const name of names) {
      const [a, b] = [one[`grad.${name}`].data, other[`grad.${name}`].data]
      expect(furthest(a, b), name).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.hypot(...a)))
    }
  })
})

it("sees no token that comes later", async () => {
  const [before] = [group(3, 6)]
  const changed = {
    ...before,
    rows: [{ tokens: before.rows[0].tokens.map((token, i) => (i < 4 ? token : token + 1) % 19) }],
  }
  const [[a], [b]] = [await packedLogits([before]), await packedLogits([changed])]
  for (let t = 0; t < 5; t++) expect(furthest(a[t], b[t])).toBe(0)
  expect(furthest(a[5], b[5])).toBeGreaterThan(1e-3)
})

it("computes each prompt once and no last token", () => {
  const feeds = pack(config, [group(3, 5, 2), group(6, 1, 4)])
  expect(feeds["layout.tokens"].data.length).toBe(3 + 6 + 4 + 1 + 0 + 3)
  expect(feeds["layout.targets"].data.length).toBe(5 + 2 + 1 + 4)
})

it("computes in double precision what it does in single", async () => {
  const groups = batches["groups of unequal width"]
  const double = packedModel(config, { dtype: "float64" })
  const feeds = pack(config, groups, { dtype: "float64" })
  const wide = Object.fromEntries(
    Object.entries(weights).map(([name, { dims, data }]) => [name, value("float64", dims, Float64Array.from(data))]),
  )
  const { logits } = await runOnce(graph({ logits: double.logits }), { ...wide, ...feeds })
  const single = await runOnce(graph({ logits: packed.logits }), { ...weights, ...pack(config, groups) })
  expect(logits.dtype).toBe("float64")
  expect(furthest(logits.data, single.logits.data)).toBeLessThan(1e-5)
  expect(furthest(logits.data, single.logits.data)).toBeGreaterThan(0)
})
