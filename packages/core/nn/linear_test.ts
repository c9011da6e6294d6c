import { Effect } from "effect"
import { expect, it } from "vitest"
import { graph } from "../graph/graph.ts"
import { input } from "../graph/ops/leaf.ts"
import * as Cpu from "../runtime/providers/cpu.ts"
import { Runtime } from "../runtime/runtime.ts"
import { value } from "../graph/value.ts"
import { linear } from "./linear.ts"
import { swiglu } from "./swiglu.ts"

it("multiplies by the transposed weight and adds the bias", async () => {
  const weight = input("weight", [3, 2])
  const x = input("x", ["N", 2])
  const outputs = graph({ plain: linear({ weight }, x), biased: linear({ weight, bias: input("bias", [3]) }, x) })
  const got = await Effect.gen(function* () {
    const runtime = yield* Runtime
    const program = yield* runtime.compile(outputs)
    return yield* program.run({
      weight: value("float32", [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6)),
      bias: value("float32", [3], Float32Array.of(10, 20, 30)),
      x: value("float32", [2, 2], Float32Array.of(1, 0, 1, -1)),
    })
  }).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)
  expect([...got.plain.data]).toEqual([1, 3, 5, -1, -1, -1])
  expect([...got.biased.data]).toEqual([11, 23, 35, 9, 19, 29])
})

it("gates and projects back", async () => {
  const outputs = graph({
    y: swiglu(
      {
        gate: { weight: input("gate", [1, 1]) },
        up: { weight: input("up", [1, 1]) },
        down: { weight: input("down", [1, 1]) },
      },
      input("x", ["N", 1]),
    ),
  })
  const one = (x: number) => value("float32", [1, 1], Float32Array.of(x))
  const got = await Effect.gen(function* () {
    const runtime = yield* Runtime
    const program = yield* runtime.compile(outputs)
    return yield* program.run({ gate: one(0.5), up: one(3), down: one(-2), x: one(4) })
  }).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)
  expect(got.y.data[0]).toBeCloseTo(-2 * (2 / (1 + Math.exp(-2))) * 12, 4)
})
