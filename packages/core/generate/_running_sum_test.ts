import { Effect } from "effect"
import { expect, it } from "vitest"
import { graph } from "../graph/graph.ts"
import { softmax } from "../graph/ops/fused.ts"
import { input } from "../graph/ops/leaf.ts"
import { random } from "../random/seed.ts"
import { Runtime } from "../runtime/runtime.ts"
import { value } from "../graph/value.ts"
import { runningSum } from "./_running_sum.ts"
import { platform } from "../testing/tiny_policy.ts"

const { normal } = random(11)

// Rows of probabilities and their running sums.
const sums = (width: number, rows: ReadonlyArray<Float32Array>) => {
  const z = input("z", ["R", width])
  const both = graph({ p: softmax(z), sums: runningSum(softmax(z)) })
  const data = new Float32Array(rows.length * width)
  rows.forEach((row, i) => data.set(row, i * width))
  return Effect.gen(function* () {
    const program = yield* (yield* Runtime).compile(both)
    const out = yield* program.run({ z: value("float32", [rows.length, width], data) })
    return [out.p.data as Float32Array, out.sums.data as Float32Array] as const
  }).pipe(Effect.scoped, Effect.provide(platform), Effect.runPromise)
}

it.each([1, 7, 1024, 1025, 1536, 2000])(
  "are the sums in double precision, never decreasing: %i columns",
  async (width) => {
    const rows = [0, 1, 2].map(() => Float32Array.from({ length: width }, () => 3 * normal()))
    // Probabilities of 0 where blocks begin and end.
    for (let i = 511; i < width - 1; i += 512) rows[1].fill(-1e4, i, i + 2)
    const [p, got] = await sums(width, rows)
    for (const r of rows.keys()) {
      let sum = 0
      for (let i = 0; i < width; i++) {
        const at = r * width + i
        sum += p[at]
        expect(Math.abs(got[at] - sum)).toBeLessThan(3e-6)
        if (i > 0) expect(got[at]).toBeGreaterThanOrEqual(got[at - 1])
        if (i > 0 && p[at] === 0) expect(got[at]).toBe(got[at - 1])
      }
    }
  },
)

it("keep the mass of a long tail behind a likely token", async () => {
  const width = 150_000
  const likely = Float32Array.from({ length: width }, (_, i) => (i === 100 ? Math.log(width) + 3 : normal() - 1))
  const [p, got] = await sums(width, [likely])
  const tenth = width / 10
  for (let b = 1; b < 10; b++) {
    const mass = p.subarray(b * tenth, (b + 1) * tenth).reduce((sum, x) => sum + x, 0)
    const seen = got[(b + 1) * tenth - 1] - got[b * tenth - 1]
    expect(Math.abs(seen / mass - 1)).toBeLessThan(1e-4)
  }
})
