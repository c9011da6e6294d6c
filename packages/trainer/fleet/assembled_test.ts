import { expect, it } from "vitest"
import { type Assembled, assembled, type Chunk } from "./assembled.ts"

const bytes = Uint8Array.from({ length: 23 }, (_, i) => i * 7)

/** Chunks of so many bytes. */
const cut = (size: number): ReadonlyArray<Chunk> =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => ({
    begin: i * size,
    total: bytes.length,
    bytes: bytes.subarray(i * size, (i + 1) * size),
  }))

const all = (chunks: ReadonlyArray<Chunk>) =>
  chunks.reduce((before: Assembled | undefined, chunk) => assembled(before, chunk), undefined)

it.each([1, 2, 7, 22, 23, 40])("puts chunks of %i bytes together", (size) => {
  expect(all(cut(size))).toEqual({ whole: bytes, have: bytes.length })
})

it("takes no bytes as all that there are", () => {
  expect(all([{ begin: 0, total: 0, bytes: bytes.subarray(0, 0) }])).toEqual({ whole: new Uint8Array(0), have: 0 })
})

it("begins anew with a first chunk", () => {
  expect(all([...cut(7).slice(0, 2), ...cut(5)])).toEqual({ whole: bytes, have: bytes.length })
})

it("takes no chunk that does not go on where the last one ended", () => {
  const [first, second, third] = cut(7)
  for (const chunks of [[second], [first, third], [first, second, second]]) expect(all(chunks)).toBeUndefined()
  expect(all([first, { ...second, total: bytes.length + 1 }])).toBeUndefined()
})
