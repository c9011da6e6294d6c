// A cache in this process, with one slab for the keys and one for the values of each layer. Slabs have room for more slots than
// are filled, so that a new slot is a write; where the room is full they get more of it.
import { past } from "../graph/names.ts"
import { type Value, value, type Values } from "../graph/value.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { type Cache, cacheNames, type CacheSize, type PlacedPrompt } from "./cache.ts"

/** A slab of `rows` rows whose first `slots` slots are for prompts, right-aligned. */
export const cacheSlab = (config: ModelConfig, size: CacheSize): Cache => {
  const { keyHeads: heads, headWidth: width } = config
  const names = cacheNames(config)
  let { rows, slots } = size
  let room = slots + growth(slots)
  let placed = 0
  const slabs = new Map<string, Float32Array>(
    names.map((name) => [name, new Float32Array(rows * heads * room * width)]),
  )
  const fresh = new Map<string, Float32Array>(names.map((name) => [name, new Float32Array(rows * heads * width)]))

  return {
    past: () => {
      if (slots === room) {
        const more = slots + growth(slots)
        for (const [name, slab] of slabs) slabs.set(name, wider(slab, { lines: rows * heads, room, more, width }))
        room = more
      }
      return views(slabs, past, [rows, heads, room, width])
    },
    next: () => views(fresh, (name) => name, [rows, heads, width]),
    advance: async () => {
      for (const name of names) fill(slabs.get(name)!, fresh.get(name)!, { lines: rows * heads, slots, room, width })
      slots++
    },
    prompts: () => ({}),
    place: async (computed, prompts) => {
      const at = { placed, heads, slots, room, width }
      for (const [name, slab] of slabs) spread(slab, computed[name].data, { prompts, ...at })
      placed += prompts.reduce((sum, { rows }) => sum + rows, 0)
    },
    keep: async (kept) => {
      for (const slab of slabs.values()) gather(slab, kept, heads * room * width)
      rows = kept.length
    },
    end: () => slabs.clear(),
    slots: () => slots,
    room: () => room,
  }
}

/** Slots by which room grows: scores of empty ones are computed and masked, and all slots are moved where it grows. */
const growth = (slots: number) => Math.max(16, slots >> 3)

const views = (
  slabs: ReadonlyMap<string, Float32Array>,
  spell: (name: string) => string,
  dims: ReadonlyArray<number>,
): Values => {
  const length = dims.reduce((a, b) => a * b, 1)
  return Object.fromEntries(
    Array.from(slabs, ([name, slab]) => [spell(name), value("float32", dims, slab.subarray(0, length))]),
  )
}

/** A row's head has its slots in one line of `room` slots. */
interface Lines {
  readonly lines: number
  readonly room: number
  readonly width: number
}

/** The slab with lines of `more` slots: the same array where it is long enough, moved from its end on. */
const wider = (slab: Float32Array, { lines, room, more, width }: Lines & { readonly more: number }): Float32Array => {
  const into = slab.length >= lines * more * width ? slab : new Float32Array(lines * more * width)
  for (let line = lines - 1; line >= 0; line--) {
    const [from, to] = [line * room * width, line * more * width]
    if (into === slab) slab.copyWithin(to, from, from + room * width)
    else into.set(slab.subarray(from, from + room * width), to)
  }
  return into
}

/** Writes the next slot of every line; short stretches are copied faster by hand. */
const fill = (
  slab: Float32Array,
  fresh: Float32Array,
  { lines, slots, room, width }: Lines & { readonly slots: number },
) => {
  for (let line = 0, from = 0, to = slots * width; line < lines; line++, to += (room - 1) * width) {
    for (let i = 0; i < width; i++) slab[to++] = fresh[from++]
  }
}

/** Copies each prompt's tokens of `source` (N, K, D) into the last slots of the prompt's rows, from row `placed` on. */
const spread = (
  slab: Float32Array,
  source: Value["data"],
  { prompts, placed, heads, slots, room, width }: Omit<CacheSize, "rows"> & {
    readonly prompts: ReadonlyArray<PlacedPrompt>
    readonly placed: number
    readonly heads: number
    readonly room: number
    readonly width: number
  },
) => {
  const row = heads * room * width
  let [from, to] = [0, placed]
  for (const { tokens, rows } of prompts) {
    for (let head = 0; head < heads; head++) {
      for (let i = 0; i < tokens; i++) {
        const at = to * row + (head * room + slots - tokens + i) * width
        const of = ((from + i) * heads + head) * width
        for (let j = 0; j < width; j++) slab[at + j] = source[of + j] as number
      }
    }
    for (let other = 1; other < rows; other++) slab.copyWithin((to + other) * row, to * row, (to + 1) * row)
    from += tokens
    to += rows
  }
}

/** Moves the kept rows together. Every row moves towards the front, so no row is overwritten before it is read. */
const gather = (slab: Float32Array, kept: ReadonlyArray<number>, row: number) => {
  for (const [at, from] of kept.entries()) if (at !== from) slab.copyWithin(at * row, from * row, (from + 1) * row)
}
