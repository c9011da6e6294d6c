import fc from "fast-check"
import { expect, it } from "vitest"
import { microBatches } from "./_micro_batches.ts"

const row = fc.integer({ min: 1, max: 12 }).map((length) => ({ tokens: new Int32Array(length) }))
const group = fc.record({
  prompt: fc.integer({ min: 1, max: 10 }).map((length) => new Int32Array(length)),
  rows: fc.array(row, { maxLength: 6 }),
})

it("keeps every row once and in order, within the limit where a row allows it", () =>
  fc.assert(fc.property(fc.array(group, { maxLength: 6 }), fc.integer({ min: 1, max: 60 }), (groups, most) => {
    const batches = microBatches(groups, most)
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
