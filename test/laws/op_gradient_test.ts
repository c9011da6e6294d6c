// Every operation, by table: its value where it is known, its gradient against central differences in double precision
// (the CPU provider computes every operation in it), and single precision, often by other kernels, against double.
import { topological } from "@rlif/core/graph/graph"
import type { OpName } from "@rlif/core/graph/tensor"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { type Program, Runtime } from "@rlif/core/runtime/runtime"
import type { Value } from "@rlif/core/graph/value"
import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { type OpCase, ready, type ReadyCase } from "./_op_case.ts"
import { opCases } from "./_op_cases.ts"

layer(Cpu.layer)("operations", (it) => {
  for (const [op, cases] of Object.entries(opCases)) {
    for (const opCase of cases) it.effect(`${op}: ${opCase.name}`, () => check(op as OpName, opCase))
  }
})

const check = Effect.fnUntraced(function* (op: OpName, opCase: OpCase) {
  const runtime = yield* Runtime
  const inDouble = ready(opCase, "float64")
  const { graph, feeds, built } = inDouble
  expect(topological([built]).map((tensor) => tensor.op)).toContain(op)

  const double = yield* runtime.compile(graph)
  const exact = yield* double.run(feeds)
  if (opCase.values !== undefined) close(exact.y, opCase.values, 1e-12)
  for (const i of opCase.floats.keys()) {
    const gradient = exact[`g${i}`]
    expect(gradient.dims).toEqual(feeds[`x${i}`].dims)
    close(gradient, yield* expected({ opCase, ...inDouble, program: double }, i), 1e-6)
  }

  const small = ready(opCase, "float32")
  const single = yield* Effect.flatMap(runtime.compile(small.graph), (program) => program.run(small.feeds))
  for (const [name, { dims, data }] of Object.entries(exact)) {
    expect(single[name].dims).toEqual(dims)
    close(single[name], Array.from(data), 1e-5)
  }
}, Effect.scoped)

// Operand `i`'s gradients: written down, or (f(x + h) - f(x - h)) / 2h one element at a time, f = sum(weights y).
const expected = (
  { opCase, program, feeds, weights }: ReadyCase & { readonly opCase: OpCase; readonly program: Program },
  i: number,
) =>
  Effect.gen(function* () {
    const name = `x${i}`
    const { dims, data } = feeds[name]
    const { gradients } = opCase
    if (gradients === "zero") return Array.from(data, () => 0)
    if (gradients !== undefined) return gradients[i]
    const step = 1e-5
    const f = (at: number, by: number) => {
      const moved = Float64Array.from(data)
      moved[at] += by
      const x: Value = { dtype: "float64", dims, data: moved }
      return Effect.map(program.run({ ...feeds, [name]: x }), ({ y }) => dot(y, weights))
    }
    return yield* Effect.forEach(
      Array.from(data).keys(),
      (at) => Effect.zipWith(f(at, step), f(at, -step), (up, down) => (up - down) / (2 * step)),
    )
  })

const dot = (y: Value, weights: Value) => Array.from(y.data).reduce((sum, value, i) => sum + value * weights.data[i], 0)

// Within `tolerance` of the largest of them.
const close = ({ data }: Value, wanted: ReadonlyArray<number>, tolerance: number) => {
  expect(data.length).toBe(wanted.length)
  const scale = Math.max(1e-3, ...wanted.map(Math.abs))
  const worst = Math.max(0, ...wanted.map((want, i) => Math.abs(data[i] - want) / scale))
  expect(worst, `${Array.from(data)} is not ${wanted}`).toBeLessThan(tolerance)
}
