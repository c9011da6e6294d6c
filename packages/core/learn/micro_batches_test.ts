import fc from "fast-check"
import { expect, it } from "vitest"
import { evenMicroBatches, microBatches } from "./micro_batches.ts"

const row = fc.integer({ min: 1, max: 12 }).map((length) => ({ tokens: new Int32Array(length) }))
const group = fc.record({
  prompt: fc.integer({ min: 1, max: 10 }).map((length) => new Int32Array(length)),
  rows: fc.array(row, { maxLength: 6 }),
})

it("keeps every row once and in order, within the limit where a row allows it", () =>
  fc.assert(fc.property(fc.array(group, { maxLength: 6 }), fc.integer({ min: 1, max: 60 }), (groups, most) => {
    const batches = microBatches(groups, { most, heads: 2 })
    const rowsOf = (list: ReturnType<typeof microBatches>[number]) =>
      list.flatMap(({ prompt, rows }) => rows.map((row) => [prompt, row]))
    expect(rowsOf(batches.flat())).toEqual(rowsOf(groups))
    for (const batch of batches) {
      const size = batch.reduce(
        (n, { prompt, rows }) => rows.reduce((m, { tokens }) => m + tokens.length, n + prompt.length),
        0,
      )
      const single = batch.length === 1 && batch[0].rows.length === 1
      expect(single || size <= most).toBe(true)
      expect(batch.every(({ rows }) => rows.length > 0)).toBe(true)
    }
  })))

it("cuts where one long completion would pad many short ones, and not below as many tokens of its length", () => {
  const completion = (length: number) => ({ tokens: new Int32Array(length) })
  const rows = [completion(1000), ...Array.from({ length: 400 }, () => completion(10))]
  const groups = [{ prompt: new Int32Array(20), rows }]
  const cuts = (heads: number) => microBatches(groups, { most: 6000, heads }).map(([{ rows }]) => rows.length)
  // 401 rows as one micro-batch have 401 x 1000 x 1020 scores a head.
  expect(cuts(1)).toEqual([16, 385])
  // 2^24 would be one row: six completions of 1000 tokens are what 6000 tokens allow.
  expect(cuts(14)).toEqual([6, 395])
})

it("cuts where one long prompt would pad many short ones", () => {
  const group = (length: number) => ({ prompt: new Int32Array(length), rows: [{ tokens: new Int32Array(3) }] })
  const groups = [group(2000), ...Array.from({ length: 300 }, () => group(4))]
  const cuts = (heads: number) => microBatches(groups, { most: 6000, heads }).map(({ length }) => length)
  // 301 prompts as one micro-batch have 301 x 2000 x 2000 scores a head.
  expect(cuts(1)).toEqual([4, 297])
  expect(cuts(14)).toEqual([3, 298])
})

it("makes an even number of parts, of which none is larger than before", () =>
  fc.assert(fc.property(fc.array(group, { maxLength: 40 }), fc.integer({ min: 20, max: 600 }), (groups, most) => {
    const [even, whole] = [evenMicroBatches, microBatches].map((cut) => cut(groups, { most, heads: 2 }))
    const rows = (parts: typeof even) => parts.flat().flatMap(({ prompt, rows }) => rows.map((row) => [prompt, row]))
    expect(rows(even)).toEqual(rows(whole))
    const size = (part: typeof even[number]) =>
      part.reduce((n, { prompt, rows }) => rows.reduce((m, { tokens }) => m + tokens.length, n + prompt.length), 0)
    const largest = (parts: typeof even) => Math.max(0, ...parts.map(size))
    if (whole.reduce((n, part) => n + size(part), 0) < 256) expect(even).toEqual(whole)
    else expect(even.length).toBeLessThanOrEqual(whole.length + whole.length % 2)
    expect(largest(even)).toBeLessThanOrEqual(Math.max(most, largest(whole)))
  })))

it("makes parts of alike groups that differ by one group at most", () => {
  const alike = (count: number) =>
    Array.from({ length: count }, () => ({ prompt: new Int32Array(20), rows: [{ tokens: new Int32Array(80) }] }))
  const cuts = (count: number, most: number) =>
    evenMicroBatches(alike(count), { most, heads: 2 }).map(({ length }) => length)
  expect(cuts(12, 500)).toEqual([3, 3, 3, 3]) // and not 5, 5, 2
  expect(cuts(13, 1000)).toEqual([7, 6]) // and not 10, 3
  expect(cuts(9, 1000)).toEqual([5, 4]) // and not 9
  expect(cuts(2, 1000)).toEqual([2])
})
