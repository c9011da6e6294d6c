import { expect, it } from "vitest"
import { graph } from "../graph/graph.ts"
import { rotaryTables } from "../nn/rotary.ts"
import { random } from "../random/seed.ts"
import { value } from "../graph/value.ts"
import type { ModelConfig } from "./architecture.ts"
import { decodeModel, prefillModel } from "./cached.ts"
import { initialize } from "./initialize.ts"
import { pack, packPrompts } from "./pack.ts"
import { packedModel } from "./packed.ts"
import { config as small, furthest, runOnce } from "../testing/tiny_model.ts"

const { integer } = random(11)
const tokens = (length: number) => Int32Array.from({ length }, () => integer(small.vocab))

// Ragged prompts, two completions each, all of the same length.
const steps = 5
const groups = [2, 6, 1].map((length) => ({
  prompt: tokens(length),
  rows: [{ tokens: tokens(steps) }, { tokens: tokens(steps) }],
}))

const shapes: Readonly<Record<string, Partial<ModelConfig>>> = {
  "two key heads for four": {},
  "one key head for all": { keyHeads: 1 },
  "a key head each": { keyHeads: 4 },
  "one head, wider than the model": { heads: 1, keyHeads: 1, headWidth: 22 },
  "a tied head": { tied: true },
  "one layer": { layers: 1 },
  "half as far a turn": { ropeScaling: { type: "linear", factor: 2 } },
  // Of its two pairs, one turns at 0.66 of its speed, the other at an eighth.
  "turns as Llama 3 scales them": {
    ropeScaling: { type: "llama3", factor: 8, lowTurns: 0.5, highTurns: 2, originalPositions: 9 },
  },
}

it.each(Object.entries(shapes))("reads token by token what the packed model reads at once: %s", async (_, shape) => {
  const config = { ...small, ...shape }
  const { layers, keyHeads, headWidth, vocab } = config
  const weights = initialize(config, 3, { deviation: 0.4 })
  const [prefill, decode, packed] = [prefillModel(config), decodeModel(config), packedModel(config)]
  const prompts = groups.map(({ prompt }) => prompt)
  const read = await runOnce(graph({ logits: prefill.logits, ...prefill.cache }), {
    ...weights,
    ...packPrompts(config, prompts),
  })
  const feeds = pack(config, groups)
  const { logits: whole } = await runOnce(graph({ logits: packed.logits }), { ...weights, ...feeds })
  const logitsAt = (row: number, t: number) => {
    const m = feeds["layout.grid"].data[row * steps + t]
    return whole.data.subarray(m * vocab, (m + 1) * vocab)
  }

  // Slabs (R, K, S, D): prompts end at the same slot, so that every row's next token has the same one.
  const rows = groups.flatMap(({ prompt, rows }, b) => rows.map(({ tokens }) => ({ b, prompt, tokens })))
  const size = keyHeads * headWidth
  /** Writes one token's keys or values (K, D) into a row's slot. */
  const put = (slab: Float32Array, [row, slot]: readonly [number, number], data: ArrayLike<number>) => {
    for (let head = 0; head < keyHeads; head++) {
      for (let i = 0; i < headWidth; i++) {
        slab[((row * keyHeads + head) * room + slot) * headWidth + i] = data[head * headWidth + i]
      }
    }
  }
  const longest = Math.max(...prompts.map(({ length }) => length))
  const room = longest + steps
  const starts = prompts.map((_, b) => prompts.slice(0, b).reduce((n, { length }) => n + length, 0))
  const slabs = Object.fromEntries(
    Object.entries(read).filter(([name]) => name !== "logits").map(([name, { data }]) => {
      const slab = new Float32Array(room * rows.length * size)
      rows.forEach(({ b, prompt }, r) => {
        for (let t = 0; t < prompt.length; t++) {
          const from = (starts[b] + t) * size
          put(slab, [r, longest - prompt.length + t], data.subarray(from, from + size) as Float32Array)
        }
      })
      return [name, slab]
    }),
  )
  expect(Object.keys(slabs)).toHaveLength(2 * layers)

  rows.forEach(({ b }, r) =>
    expect(furthest(read.logits.data.subarray(b * vocab, (b + 1) * vocab), logitsAt(r, 0))).toBeLessThan(1e-5)
  )
  for (let step = 0; step + 1 < steps; step++) {
    const used = longest + step
    const bias = new Float32Array(rows.length * room)
    rows.forEach(({ prompt }, r) => {
      bias.fill(-1e9, r * room, r * room + longest - prompt.length)
      bias.fill(-1e9, r * room + used, (r + 1) * room)
    })
    const angles = rotaryTables(config, Int32Array.from(rows, ({ prompt }) => prompt.length + step))
    const past = Object.entries(slabs).map(([name, slab]) => [
      `past.${name}`,
      value("float32", [rows.length, keyHeads, room, headWidth], slab),
    ])
    const got = await runOnce(graph({ logits: decode.logits, ...decode.cache }), {
      ...weights,
      ...Object.fromEntries(past),
      tokens: value("int32", [rows.length], Int32Array.from(rows, ({ tokens }) => tokens[step])),
      cos: value("float32", [rows.length, headWidth / 2], angles.cos),
      sin: value("float32", [rows.length, headWidth / 2], angles.sin),
      bias: value("float32", [rows.length, room], bias),
    })
    for (const [name, slab] of Object.entries(slabs)) {
      expect(got[name].dims).toEqual([rows.length, keyHeads, headWidth])
      rows.forEach((_, r) => put(slab, [r, used], got[name].data.subarray(r * size, (r + 1) * size) as Float32Array))
    }
    rows.forEach((_, r) => {
      const distance = furthest(got.logits.data.subarray(r * vocab, (r + 1) * vocab), logitsAt(r, step + 1))
      expect(distance, `row ${r} token ${step + 1}`).toBeLessThan(1e-5)
    })
  }
})
