// The hash under every seed, a text at a time: FNV-1a, and MurmurHash3's finalizer.

/** The state before any text. */
export const unhashed = 0x811c9dc5

/** The state after a text: that of two texts one after the other is that of both together. */
export const hashed = (state: number, text: string): number => {
  let h = state
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h
}

/** What ends a part of a seed, so that no two lists of parts are one text. */
export const textOf = (part: number | string): string => `${typeof part === "number" ? "n" : "s"}${part};`

/** The seed of a state. */
export const seedOf = (state: number): number => {
  let h = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
