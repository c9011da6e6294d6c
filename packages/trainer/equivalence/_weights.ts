// Distributions are made of whole weights, so that counterexamples are fractions that a reader can check by hand.
import { whole } from "./_drawn.ts"

/** How the distributions of a case look: 0 to 2 plain, 3 and 4 near a vertex where codes say so, 5 near uniform. */
export const shape = whole(0, 5)

/** A symbol's weight as it is drawn; what it stands for depends on the shape. */
export const code = whole(1, 18)

/** Simpler codes, the simplest first. */
export const lighter = (code: number): ReadonlyArray<number> => Array.from({ length: code - 1 }, (_, i) => i + 1)

/**
 * Plain: 1 to 12. Near a vertex: those, and 100, 1000, ... ten million; `mild` stops at 1000. Near uniform: 10,000 and a
 * little; `mild`: 100 and a little.
 */
export const weight = (code: number, shape = 0, mild = false): number => {
  const plain = (code - 1) % 12 + 1
  if (shape < 3) return plain
  if (shape === 5) return (mild ? 100 : 10_000) + plain
  return code <= 12 ? code : 10 ** (mild ? 2 + code % 2 : code - 11)
}

/** p_j = w_j / sum w */
export const normalized = (weights: ReadonlyArray<number>): ReadonlyArray<number> => {
  const total = weights.reduce((sum, w) => sum + w, 0)
  return weights.map((w) => w / total)
}

/**
 * All choices of so many small codes, the smallest sum first: as many as 4096 cases allow, so the fewer cells, the larger the
 * codes.
 */
export const choices = (cells: number): ReadonlyArray<ReadonlyArray<number>> => {
  const found = known.get(cells)
  if (found !== undefined) return found
  const most = Math.min(12, Math.floor(4096 ** (1 / cells) + 1e-9))
  let all: ReadonlyArray<ReadonlyArray<number>> = [[]]
  if (most > 1) {
    for (let i = 0; i < cells; i++) {
      all = all.flatMap((list) => Array.from({ length: most }, (_, j) => [...list, j + 1]))
    }
  }
  const sorted = most > 1 ? all.toSorted((a, b) => sum(a) - sum(b)) : []
  known.set(cells, sorted)
  return sorted
}

const known = new Map<number, ReadonlyArray<ReadonlyArray<number>>>()
const sum = (list: ReadonlyArray<number>) => list.reduce((total, code) => total + code, 0)

/**
 * All choices of as many small codes whose sum is below that of the present ones: where there are few cells, what no change
 * of a single one simplifies is replaced by the smallest case of all.
 */
export const smallest = (codes: ReadonlyArray<number>): ReadonlyArray<ReadonlyArray<number>> => {
  const total = sum(codes)
  return total === codes.length ? [] : choices(codes.length).filter((list) => sum(list) < total)
}
