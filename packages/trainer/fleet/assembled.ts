// Bytes that come in chunks, put together as they come.

/** Bytes that are not whole yet: so many have come, from the first. */
export interface Assembled {
  readonly whole: Uint8Array
  readonly have: number
}

/** A chunk of so many bytes in all, and where it begins there. */
export interface Chunk {
  readonly begin: number
  readonly total: number
  readonly bytes: Uint8Array
}

/** What was there and a chunk more, which is no longer than it said; undefined if the chunk does not go on where that ends. */
export const assembled = (before: Assembled | undefined, { begin, total, bytes }: Chunk): Assembled | undefined => {
  const { whole, have } = begin === 0 ? { whole: new Uint8Array(total), have: 0 } : before ?? nothing
  if (have !== begin || whole.length !== total) return undefined
  whole.set(bytes, begin)
  return { whole, have: begin + bytes.length }
}

const nothing: Assembled = { whole: new Uint8Array(0), have: 0 }
