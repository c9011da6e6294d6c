import { expect, it } from "vitest"
import type { Run } from "../counts/counting.ts"
import { boundOf, productWidth, readingBytes, roofOf } from "./roof.ts"

const answer = (products: number, reading: number) => ({
  times: { products: { wall: products, cpu: 0 }, reading: { wall: reading, cpu: 0 } },
  tokens: 0,
  peak: 0,
})

it("is the best of what was measured, each thread reading bytes of its own", () => {
  const { operations, bytes } = roofOf([answer(2, 0.5), answer(4, 0.25)], 2)
  expect(operations).toBe(productWidth ** 3)
  expect(bytes).toBe(2 * readingBytes * 4)
})

it("bounds each run by what it needs more of, and adds up the runs of the kinds", () => {
  const run = (kind: Run["kind"], numbers: Partial<Run>): Run => ({
    kind,
    nodes: 1,
    fed: 0,
    bound: 0,
    fetched: 0,
    operations: 0,
    ...numbers,
  })
  const runs = [
    run("decode", { operations: 300, fed: 5 }),
    run("decode", { operations: 100, fed: 10, bound: 20, fetched: 30 }),
    run("gradient", { operations: 1e9 }),
  ]
  expect(boundOf(runs, ["prefill", "decode"], { operations: 100, bytes: 10 })).toBe(3 + 6)
})
