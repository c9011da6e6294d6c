// The roofline: no program is faster than its operations at the speed of a large product, nor than its bytes at the speed
// of memory.
import type { Kind, Run } from "../counts/counting.ts"
import type { Answer } from "./answer.ts"

/** Rows and columns of the square matrices whose product is timed. */
export const productWidth = 2048

/** Bytes that each thread reads, which no cache holds. */
export const readingBytes = 2 ** 27

/** What a machine does at most, a second. */
export interface Roof {
  readonly operations: number
  readonly bytes: number
}

/** The best of what was measured on as many threads. */
export const roofOf = (answers: ReadonlyArray<Answer>, threads: number): Roof => {
  const least = (part: string) => Math.min(...answers.map(({ times }) => times[part].wall))
  return { operations: 2 * productWidth ** 3 / least("products"), bytes: threads * readingBytes / least("reading") }
}

/** The better of two measurements. */
export const higher = (a: Roof, b: Roof): Roof => ({
  operations: Math.max(a.operations, b.operations),
  bytes: Math.max(a.bytes, b.bytes),
})

/** The seconds that runs of these kinds take at least. */
export const boundOf = (runs: ReadonlyArray<Run>, kinds: ReadonlyArray<Kind>, roof: Roof): number =>
  runs.filter(({ kind }) => kinds.includes(kind)).reduce(
    (sum, { operations, fed, bound, fetched }) =>
      sum + Math.max(operations / roof.operations, (fed + bound + fetched) / roof.bytes),
    0,
  )

/** The programs of each part of a step. */
export const kindsOf: Readonly<Record<string, ReadonlyArray<Kind>>> = {
  sample: ["prefill", "decode"],
  update: ["forward", "gradient", "optimizer"],
}
