// A cache in this process, with one slab for the keys and one for the values of each layer. Programs are fed a prefix of a
// slab and write the next slot in place, at its end.
import { past } from "../graph/names.ts"
import { type Value, value, type Values } from "../graph/value.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { type Cache, cacheNames, type CacheSize } from "./cache.ts"

/** A slab of `rows` rows whose first `slots` slots are for prompts, right-aligned. */
export const cacheSlab = (config: ModelConfig, size: CacheSize): Cache => {
  const { keyHeads, headWidth } = config
  const width = keyHeads * headWidth
  let { rows, slots } = size
  let placed = 0
  const slabs = new Map(cacheNames(config).map((name) => [name, new Float32Array((slots + growth) * rows * width)]))

  const reserve = () => {
    const needed = (slots + 1) * rows * width
    for (const [name, slab] of slabs) {
      if (slab.length >= needed) return
      const larger = new Float32Array(2 * needed)
      larger.set(slab)
      slabs.set(name, larger)
    }
  }
  const each = (spell: (name: string) => string, make: (slab: Float32Array) => Value): Values =>
    Object.fromEntries(Array.from(slabs, ([name, slab]) => [spell(name), make(slab)]))

  return {
    past: () =>
      each(
        past,
        (slab) => value("float32", [slots, rows, keyHeads, headWidth], slab.subarray(0, slots * rows * width)),
      ),
    next: () => {
      reserve()
      return each(
        (name) => name,
        (slab) =>
          value(
            "float32",
            [1, rows, keyHeads, headWidth],
            slab.subarray(slots * rows * width, (slots + 1) * rows * width),
          ),
      )
    },
    advance: async () => void slots++,
    prompts: () => ({}),
    place: async (computed, prompts) => {
      let from = 0
      for (const { tokens, rows: count } of prompts) {
        for (const [name, slab] of slabs) {
          const source = computed[name].data
          for (let i = 0; i < tokens; i++) {
            const slot = slots - tokens + i
            const at = (slot * rows + placed) * width
            slab.set(source.subarray((from + i) * width, (from + i + 1) * width), at)
            for (let row = 1; row < count; row++) slab.copyWithin(at + row * width, at, at + width)
          }
        }
        from += tokens
        placed += count
      }
    },
    keep: async (kept) => {
      // Every row moves towards the front, so that no row is overwritten before it is read.
      const runs = consecutive(kept)
      for (const slab of slabs.values()) {
        for (let slot = 0; slot < slots; slot++) {
          for (const { from, to, at } of runs) {
            slab.copyWithin((slot * kept.length + at) * width, (slot * rows + from) * width, (slot * rows + to) * width)
          }
        }
      }
      rows = kept.length
    },
    end: () => slabs.clear(),
    slots: () => slots,
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
