// Keys and values of every row, one slab a layer and kind, time-major (S, R, K, D): appending a token is writing at the
// end, and what is fed is a prefix. The model writes its new slot in place.
import { type Value, value, type Values } from "../runtime/value.ts"
import type { ModelConfig } from "../model/architecture.ts"

/** The growing cache of a batch of rows. */
export interface CacheSlab {
  /** The slots filled so far, as the decoder's `past.*` inputs. */
  readonly past: () => Values
  /** Where the decoder writes the next slot. */
  readonly next: () => Values
  /** Counts that slot as filled. */
  readonly advance: () => void
  /** Copies tokens `from` to `to` of a prefill's cache (N, K, D) into the last slots of rows `first` to `end`. */
  readonly place: (
    cache: Values,
    tokens: { readonly from: number; readonly to: number },
    rows: { readonly first: number; readonly end: number },
  ) => void
  /** Drops every row but `rows` (ascending). */
  readonly keep: (rows: ReadonlyArray<number>) => void
  /** Filled slots. */
  readonly slots: () => number
}

/** A slab of `rows` rows whose first `slots` slots are for prompts, right-aligned. */
export const cacheSlab = (
  { layers, keyHeads, headWidth }: ModelConfig,
  size: { readonly rows: number; readonly slots: number },
): CacheSlab => {
  const width = keyHeads * headWidth
  const names = Array.from({ length: layers }, (_, layer) => [`key.${layer}`, `value.${layer}`]).flat()
  let { rows, slots } = size
  const slabs = new Map(names.map((name) => [name, new Float32Array((slots + growth) * rows * width)]))

  const reserve = () => {
    const needed = (slots + 1) * rows * width
    for (const [name, slab] of slabs) {
      if (slab.length >= needed) return
      const larger = new Float32Array(2 * needed)
      larger.set(slab)
      slabs.set(name, larger)
    }
  }
  const each = (prefix: string, make: (slab: Float32Array) => Value): Values =>
    Object.fromEntries(names.map((name) => [prefix + name, make(slabs.get(name)!)]))

  return {
    past: () =>
      each(
        "past.",
        (slab) => value("float32", [slots, rows, keyHeads, headWidth], slab.subarray(0, slots * rows * width)),
      ),
    next: () => {
      reserve()
      return each(
        "",
        (slab) =>
          value(
            "float32",
            [1, rows, keyHeads, headWidth],
            slab.subarray(slots * rows * width, (slots + 1) * rows * width),
          ),
      )
    },
    advance: () => void slots++,
    place: (cache, { from, to }, { first, end }) => {
      for (const [name, slab] of slabs) {
        const source = cache[name].data as Float32Array
        for (let token = from; token < to; token++) {
          const slot = slots - (to - token)
          const at = (slot * rows + first) * width
          slab.set(source.subarray(token * width, (token + 1) * width), at)
          for (let row = first + 1; row < end; row++) slab.copyWithin((slot * rows + row) * width, at, at + width)
        }
      }
    },
    keep: (kept) => {
      // Every row moves towards the front, so what is still to be read is never overwritten.
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
    slots: () => slots,
  }
}

// Slots allocated beyond the prompts at first; a full slab doubles.
const growth = 64

// Kept rows as stretches `[from, to)` that land at `at`: few long copies instead of many short ones.
const consecutive = (rows: ReadonlyArray<number>) => {
  const runs: Array<{ from: number; to: number; at: number }> = []
  for (const [at, row] of rows.entries()) {
    const last = runs.at(-1)
    if (last?.to === row) last.to++
    else runs.push({ from: row, to: row + 1, at })
  }
  return runs
}
