import { describe, expect, it } from "vitest"
import { graph } from "../graph/graph.ts"
import { allSignals } from "../signals/all_signals.ts"
import { tokenSignals } from "../signals/token_signals.ts"
import { config, runOnce, weights } from "../testing/tiny_model.ts"
import { grid, pack, packPrompts } from "./pack.ts"
import { feedsOf } from "../graph/feeds_of.ts"
import { packedModel } from "./packed.ts"

const row = (...tokens: ReadonlyArray<number>) => ({
  tokens: Int32Array.from(tokens),
  columns: { doubled: Float32Array.from(tokens, (token) => 2 * token) },
})
const groups = [
  { prompt: Int32Array.of(1, 2, 3), rows: [row(4, 5), row(6)] },
  { prompt: Int32Array.of(7, 8), rows: [row(9, 10, 11)] },
]

describe("pack", () => {
  const feeds = pack(config, groups)
  const list = (name: string) => [...feeds[`layout.${name}`].data]

  it("puts prompts first and leaves last tokens out", () => expect(list("tokens")).toEqual([1, 2, 3, 7, 8, 4, 9, 10]))
  it("predicts first tokens first", () => expect(list("targets")).toEqual([4, 6, 9, 5, 10, 11]))
  it("reads first tokens from prompts, the others from flat tokens behind the four rows", () =>
    expect(list("rows")).toEqual([0, 1, 2, 4 + 5, 4 + 6, 4 + 7]))
  it("has a row of length 0 where a group is narrower", () => {
    expect(list("lengths")).toEqual([2, 1, 3, 0])
    expect(list("mask")).toEqual([1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0])
    expect(list("grid")).toEqual([0, 3, -1, 1, -1, -1, 2, 4, 5, -1, -1, -1])
  })
  it("inverts every index", () => {
    for (const name of ["prompts", "last", "completions", "rows", "grid"]) {
      const [forward, inverse] = [list(name), list(`${name}.inverse`)]
      expect(inverse).toEqual(inverse.map((_, at) => forward.indexOf(at)))
    }
  })
  it("continues positions after the prompt", () => {
    const angle = (n: number) => Math.atan2(list("sin")[n * 2], list("cos")[n * 2]) // of frequency 1
    const angles = [0, 1, 2, 0, 1, 3, 2, 3]
    angles.forEach((position, n) => expect(angle(n)).toBeCloseTo(position, 6))
  })
  it("does not look at token ids", () => {
    const zeros = groups.map(({ prompt, rows }) => ({
      prompt: prompt.map(() => 0),
      rows: rows.map(({ tokens }) => ({ tokens: tokens.map(() => 0) })),
    }))
    for (const [name, { data }] of Object.entries(pack(config, zeros))) {
      if (name !== "layout.tokens" && name !== "layout.targets") expect(data, name).toEqual(feeds[name].data)
    }
  })
  it("names what it cannot pack", () => {
    expect(() => pack(config, [])).toThrow("Cannot pack prompts: there are none")
    expect(() => pack(config, [groups[0], { prompt: new Int32Array(), rows: [row(1)] }])).toThrow(
      "Cannot pack prompt 1: it has no tokens",
    )
    expect(() => pack(config, [{ prompt: Int32Array.of(1), rows: [row()] }])).toThrow("there is no completion token")
  })
})

describe("grid", () => {
  it("lies as the model's grids do", async () => {
    const packed = packedModel(config)
    const { logprob } = tokenSignals(allSignals, packed, 1)
    const outputs = graph({ flat: logprob, grid: packed.toGrid(logprob) })
    const got = await runOnce(outputs, { ...weights, ...pack(config, groups) })
    const at = [[0, 3], [1], [2, 4, 5]] // flat index of each completion token
    const columns = at.map((indices) => Float32Array.from(indices, (m) => got.flat.data[m]))
    const rows = groups.flatMap((group) => group.rows)
    const laid = grid(groups, (one) => columns[rows.indexOf(one)])
    expect(laid).toEqual(got.grid)
  })
  it("refuses a column of another length", () =>
    expect(() => grid(groups, () => new Float32Array(2))).toThrow(
      "Cannot lay out row 1 of group 0: 2 numbers for 1 tokens",
    ))
})

describe("feedsOf", () => {
  it("keeps what the graph reads", () => {
    const feeds = { ...weights, ...pack(config, groups) }
    const outputs = graph({ logits: packedModel(config).logits })
    const kept = feedsOf(outputs, feeds)
    expect(Object.keys(kept).sort()).toEqual(Object.keys(outputs.inputs).sort())
    expect(kept["layout.mask"]).toBeUndefined()
    expect(feedsOf(outputs, { toString: feeds["layout.mask"] })).toEqual({})
  })
})

describe("packPrompts", () => {
  it("has the prompts' part of the layout", () => {
    const prompts = packPrompts(config, groups.map(({ prompt }) => prompt))
    expect([...prompts["layout.tokens"].data]).toEqual([1, 2, 3, 7, 8])
    expect([...prompts["layout.last"].data]).toEqual([2, 4])
    expect([...prompts["layout.prompts"].data]).toEqual([0, 1, 2, 3, 4, -1])
  })
})
