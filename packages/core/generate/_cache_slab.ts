// A cache in this process, with one slab for the keys and one for the values of each layer. Programs are fed a prefix of a
// slab and write the next slot in place, at its end.
import { past } from "../graph/names.ts"
import { type Value, value, type Values } from "../graph/value.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { type Cache, cacheNames, type CacheSize, type PlacedPrompt } from "./cache.ts"

/** A slab of `rows` rows whose first `slots` slots are for prompts, right-aligned. */
export const cacheSlab = (config: ModelConfig, size: CacheSize): Cache => {
  const { keyHeads, headWidth } = config
  const width = keyHeads * headWidth
  let { rows, slots } = size
  let placed = 0
  const slabs = new Map(cacheNames(config).map((name) => [name, new Float32Array((slots + growth) * rows * width)]))

  /** Slots `from` to `to` of every slab (to - from, R, K, D), in place. */
  const views = (spell: (name: string) => string, from: number, to: number): Values =>
    Object.fromEntries(Array.from(slabs, ([name, slab]) => {
      const data = slab.subarray(from * rows * width, to * rows * width)
      return [spell(name), value("float32", [to - from, rows, keyHeads, headWidth], data)]
    }))
  return {
    past: () => views(past, 0, slots),
    next: () => {
      reserve(slabs, (slots + 1) * rows * width)
      return views((name) => name, slots, slots + 1)
    },
    advance: async () => void slots++,
    prompts: () => ({}),
    place: async (computed, prompts) => {
      for (const [name, slab] of slabs) spread(slab, computed[name].data, { prompts, placed, rows, slots, width })
      placed += prompts.reduce((sum, { rows }) => sum + rows, 0)
    },
    keep: async (kept) => {
      for (const slab of slabs.values()) gather(slab, kept, { rows, slots, width })
      rows = kept.length
    },
    end: () => slabs.clear(),
    slots: () => slots,
  }
}

/** Room for `needed` numbers in each slab. */
const reserve = (slabs: Map<string, Float32Array>, needed: number) => {
  for (const [name, slab] of slabs) {
    if (slab.length >= needed) return
    const larger = new Float32Array(2 * needed)
    larger.set(slab)
    slabs.set(name, larger)
  }
}

/** Copies each prompt's tokens of `source` (N, K, D) into the last slots of the prompt's rows, from row `placed` on. */
const spread = (
  slab: Float32Array,
  source: Value["data"],
  { prompts, placed, rows, slots, width }: CacheSize & {
    readonly prompts: ReadonlyArray<PlacedPrompt>
    readonly placed: number
    readonly width: number
  },
) => {
  let [from, to] = [0, placed]
  for (const { tokens, rows: count } of prompts) {
    for (let i = 0; i < tokens; i++) {
      const at = ((slots - tokens + i) * rows + to) * width
      slab.set(source.subarray((from + i) * width, (from + i + 1) * width), at)
      for (let row = 1; row < count; row++) slab.copyWithin(at + row * width, at, at + width)
    }
    from += tokens
    to += count
  }
}

/** Moves the kept rows together. Every row moves towards the front, so no row is overwritten before it is read. */
const gather = (
  slab: Float32Array,
  kept: ReadonlyArray<number>,
  { rows, slots, width }: CacheSize & { readonly width: number },
) => {
  const runs = consecutive(kept)
  for (let slot = 0; slot < slots; slot++) {
    for (const { from, to, at } of runs) {
      slab.copyWithin((slot * kept.length + at) * width, (slot * rows + from) * width, (slot * rows + to) * width)
    }
  }
}

// Slots allocated beyond the prompts at first; a full slab doubles.
const growth = 64

// Kept rows as stretches `[from, to)` that move to `at`: few long copies instead of many short ones.
const consecutive = (rows: ReadonlyArray<number>) => {
  const runs: Array<{ from: number; to: number; at: number }> = []
  for (const [at, row] of rows.entries()) {
    const last = runs.at(-1)
    if (last?.to === row) last.to++
    else runs.push({ from: row, to: row + 1, at })
  }
  return runs
}
