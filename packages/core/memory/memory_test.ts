import { expect, it } from "vitest"
import { graph } from "../graph/graph.ts"
import { mul } from "../graph/ops/arithmetic.ts"
import { input } from "../graph/ops/leaf.ts"
import { memoryOf, type SizedProgram } from "./memory.ts"

// (N, 10) scaled by (10): N rows of 40 bytes fed, as many computed, as many handed back.
const scaled = graph({ y: mul(input("x", ["N", 10]), input("w", [10])) })
const program = (N: number, rest: Partial<SizedProgram> = {}): SizedProgram => ({
  graph: scaled,
  sizes: { N },
  held: ["w"],
  ...rest,
})
const held = [{ what: "weights", bytes: 1000 }, { what: "gradients", bytes: 500 }]
const phases = [
  { what: "sampling", held: 7, programs: [program(1), program(2)] },
  { what: "learning", held: 0, programs: [program(3, { into: ["y"] })] },
]

it("takes the largest of what comes in turn", () => {
  const { phases: lines, total } = memoryOf({ held, phases, retain: false })
  expect(lines).toEqual([{ what: "sampling", bytes: 7 + 2 * 120 }, { what: "learning", bytes: 3 * 80 }])
  expect(total).toBe(1500 + 247)
})

it("takes the sum where programs retain their memory, in pieces", () => {
  const { phases: lines, total } = memoryOf({ held, phases, retain: true })
  expect(lines[0].bytes).toBeCloseTo(7 + 3 * (80 + 40 * 1.15))
  expect(total).toBe(1500 + lines[0].bytes + lines[1].bytes)
})

it("is what is held where nothing runs", () =>
  expect(memoryOf({ held, phases: [], retain: false })).toEqual({ held, phases: [], retain: false, total: 1500 }))
