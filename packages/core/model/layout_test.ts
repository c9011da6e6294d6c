// Attention over grids with the heads first against the plain way: grids of whole tokens, turned before and after.
import { expect, it } from "vitest"
import { backward } from "../grad/backward.ts"
import { product } from "../graph/dim.ts"
import { graph } from "../graph/graph.ts"
import { add, mul } from "../graph/ops/arithmetic.ts"
import { attention } from "../graph/ops/fused.ts"
import { input } from "../graph/ops/leaf.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import { regroup } from "../graph/ops/rows.ts"
import { broadcastTo, concat, expandDims, reshape, transpose } from "../graph/ops/shape.ts"
import type { Tensor } from "../graph/tensor.ts"
import { value } from "../graph/value.ts"
import { random } from "../random/seed.ts"
import { runOnce, tinyModel } from "../testing/tiny_model.ts"
import { tokenSource } from "../testing/tiny_policy.ts"
import type { Attend } from "./architecture.ts"
import { attendGroups, attendPrompts, completionLayout, promptLayout } from "./layout.ts"
import { pack } from "./pack.ts"
import type { Rows } from "./rows.ts"

type Heads = Parameters<Attend>[1]

const turned = (x: Tensor<"float32">) => transpose(x, [0, 2, 1, 3])

// (N, H, D) -> (rows, columns, H, D) -> (rows, H, columns, D)
const toGrid = (x: Tensor<"float32">, { forward, backward }: Rows) => turned(regroup(x, forward, backward))

// (rows, H, columns, D) -> (N, H*D)
const fromGrid = (x: Tensor<"float32">, { forward, backward }: Rows) => {
  const [rows, h, columns, d] = x.shape
  const slots = product([rows, columns])
  return regroup(reshape(turned(x), [slots, product([h, d])]), backward, reshape(forward, [slots]))
}

// (B, K, P, D) -> (BG, K, P, D)
const shared = (x: Tensor<"float32">) => {
  const [b, ...rest] = x.shape
  return reshape(broadcastTo(expandDims(x, 1), [b, "G", ...rest]), [product([b, "G"]), ...rest])
}

const groups = () => {
  const tokens = tokenSource(5)
  // Ragged prompts and rows, an empty row, and a group that lacks one.
  return [[4, 3, 1, 6], [1, 5, 0], [7, 2, 2, 9]].map(([prompt, ...rows]) => ({
    prompt: tokens(prompt),
    rows: rows.map((length) => ({ tokens: tokens(length) })),
  }))
}

it.each([[4, 4], [4, 2], [6, 2], [3, 1]])(
  "has the bits of grids of whole tokens, gradients too: %i heads on %i",
  async (heads, keyHeads) => {
    const { config } = tinyModel({ heads, keyHeads })
    const { headWidth } = config
    const layout = { ...promptLayout(config, "float32"), ...completionLayout("float32") }
    const { prompts, completions, causal, bias } = layout
    const scale = 1 / Math.sqrt(headWidth)
    const [q, k, v] = [heads, keyHeads, keyHeads].map((h, i) => input("qkv"[i], ["N", h, headWidth]))
    const given: Heads = { q, k, v }

    const at = (rows: Rows) => ({ q: toGrid(q, rows), k: toGrid(k, rows), v: toGrid(v, rows) })
    const [read, written] = [at(prompts), at(completions)]
    const alone = fromGrid(attention({ ...read, bias: causal }, scale), prompts)
    const joined = {
      q: written.q,
      k: concat([shared(read.k), written.k], 2),
      v: concat([shared(read.v), written.v], 2),
    }
    const plain = { alone, all: add(alone, fromGrid(attention({ ...joined, bias }, scale), completions)) }
    const ours = {
      alone: attendPrompts(config, layout)(0, given).states,
      all: attendGroups(config, layout)(0, given).states,
    }

    const seed = input("seed", ["N", heads * headWidth])
    const withGradients = ({ alone, all }: typeof plain) => {
      const of = (y: Tensor<"float32">) => [y, ...backward(reduceSum(mul(y, seed)), [q, k, v])]
      return [...of(alone), ...of(all)]
    }
    const [expected, got] = [withGradients(plain), withGradients(ours)]
    const both = graph({
      ...Object.fromEntries(expected.map((x, i) => [`plain${i}`, x])),
      ...Object.fromEntries(got.map((x, i) => [`ours${i}`, x])),
    })

    const feeds = pack(config, groups())
    const [n] = feeds["layout.tokens"].dims
    const { normal } = random(7)
    const draw = (...dims: ReadonlyArray<number>) =>
      value("float32", dims, Float32Array.from({ length: dims.reduce((a, b) => a * b) }, normal))
    const out = await runOnce(both, {
      ...feeds,
      q: draw(n, heads, headWidth),
      k: draw(n, keyHeads, headWidth),
      v: draw(n, keyHeads, headWidth),
      seed: draw(n, heads * headWidth),
    })
    for (const i of expected.keys()) {
      expect(out[`ours${i}`].data.some((x) => x !== 0)).toBe(true)
      expect(out[`ours${i}`], `output ${i}`).toEqual(out[`plain${i}`])
    }
  },
)
