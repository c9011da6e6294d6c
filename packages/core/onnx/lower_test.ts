import { expect, it, layer } from "@effect/vitest"
import { Effect } from "effect"
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { InferenceSession } from "onnxruntime-node"
import { backward } from "../grad/backward.ts"
import { type Graph, graph } from "../graph/graph.ts"
import { add, mul } from "../graph/ops/arithmetic.ts"
import { attention, inverseRms, rmsNorm } from "../graph/ops/fused.ts"
import { constant, input } from "../graph/ops/leaf.ts"
import { dequantize } from "../graph/ops/dequantize.ts"
import { matmul } from "../graph/ops/matmul.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import { scatterAdd, sortDescending } from "../graph/ops/rows.ts"
import { reshape } from "../graph/ops/shape.ts"
import { exp, stopGradient } from "../graph/ops/unary.ts"
import * as Cpu from "../runtime/providers/cpu.ts"
import { Runtime } from "../runtime/runtime.ts"
import { value } from "../graph/value.ts"
import { cpu } from "./cpu.ts"
import { cuda } from "./cuda.ts"
import { type Lowering, toModel, toProto } from "./lower.ts"
import { plain } from "./plain.ts"
import { webgpu } from "./webgpu.ts"

const lowerings: Readonly<Record<string, Lowering>> = { plain, cpu, cuda, webgpu }

const operators = (closed: Graph, lowering: Lowering) =>
  toProto(closed, lowering).graph!.node.map(({ opType }) => opType)

const count = (all: ReadonlyArray<string>, operator: string) => all.filter((one) => one === operator).length

const x = input("x", ["N", 4])
const w = input("w", [4])

for (const [name, lowering] of Object.entries(lowerings)) {
  it(`${name}: forward and backward share the scores of attention`, () => {
    const [q, k, v] = ["q", "k", "v"].map((each) => input(each, ["B", 2, "T", 4]))
    const y = attention({ q, k, v, bias: input("bias", ["T", "T"]) }, 0.5)
    const [dq, dk, dv] = backward(reduceSum(mul(y, y)), [q, k, v])
    const both = operators(graph({ y, dq, dk, dv }), lowering)
    expect(count(both, "Softmax")).toBe(1)
    // Two products forward; four backward: of the weights, the values, the queries and the keys.
    expect(count(both, "MatMul") + count(both, "FusedMatMul")).toBe(6)
  })

  it(`${name}: two equal expressions are one node`, () => {
    const twice = graph({ y: add(exp(mul(x, 2)), exp(mul(x, 2))) })
    expect(operators(twice, lowering)).toEqual(["Mul", "Exp", "Add"])
  })

  it(`${name}: what is reshaped twice is reshaped once, unless the first shape is read as well`, () => {
    const once = reshape(x, ["2*N", 2])
    const again = reshape(once, ["N", 2, 2])
    expect(operators(graph({ y: exp(again) }), lowering).filter((op) => op === "Reshape")).toHaveLength(1)
    const both = toProto(graph({ y: exp(again), z: exp(once) }), lowering).graph!.node
    const reshapes = both.filter(({ opType }) => opType === "Reshape")
    expect(reshapes.map(({ input }) => input[0])).toEqual(["x", "x"])
  })

  it(`${name}: every name is given once, whatever the user's names are`, () => {
    const awkward = input("_0", ["N", 4])
    const y = mul(add(awkward, constant(new Float32Array(4), [4], "float32")), 2)
    const { input: inputs, initializer, node } = toProto(graph({ _1: y, __2: y, _: stopGradient(awkward) }), lowering)
      .graph!
    const given = [...inputs, ...initializer].map(({ name }) => name).concat(node.flatMap(({ output }) => output))
    expect(new Set(given).size).toBe(given.length)
    expect(given).toEqual(expect.arrayContaining(["_0", "_1", "__2", "_"]))
  })
}

it("the CPU's inverse root mean squares come from the kernel that normalizes the same rows, in either order", () => {
  const [inverse, norm] = [inverseRms(x, 1e-5), rmsNorm(x, w, 1e-5)]
  for (const both of [graph({ inverse, norm }), graph({ norm, inverse })]) {
    expect(operators(both, cpu)).toEqual(["SimplifiedLayerNormalization"])
  }
  // Another epsilon, and a weight that is computed, are other things.
  expect(operators(graph({ inverse, norm: rmsNorm(x, w, 1e-6) }), cpu)).toContain("Reciprocal")
  expect(operators(graph({ inverse, norm: rmsNorm(x, exp(w), 1e-5) }), cpu)).toContain("Reciprocal")
})

it("a bound weight at rest stays an integer when ONNX Runtime optimizes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rlif-lower-"))
  const optimizedModelFilePath = join(folder, "model.onnx")
  const [rows, columns] = [64, 512]
  const weight = dequantize(input("weight", [rows, columns], "int8"), input("scale", [rows]))
  const linear = graph({ y: matmul(input("x", ["N", columns]), weight, { transB: true }) })
  const model = toModel(linear, cpu, {
    weight: { dtype: "int8", dims: [rows, columns], data: new Int8Array(rows * columns).fill(3) },
    scale: { dtype: "float32", dims: [rows], data: new Float32Array(rows).fill(0.5) },
  })
  const options = { graphOptimizationLevel: "all", optimizedModelFilePath, logSeverityLevel: 4 } as const
  await (await InferenceSession.create(model, options)).release()
  expect(statSync(optimizedModelFilePath).size).toBeLessThan(2 * rows * columns)
  rmSync(folder, { recursive: true })
})

layer(Cpu.layerWith({ threads: 1 }))("on the CPU", (it) => {
  const run = Effect.fnUntraced(function* (closed: Graph, feeds: Parameters<typeof value>[2][]) {
    const program = yield* (yield* Runtime).compile(closed)
    const inputs = Object.entries(closed.inputs).map(([name, { dtype, shape }], i) => {
      const width = shape.slice(1).map(Number)
      const rows = feeds[i].length / width.reduce((a, b) => a * b, 1)
      return [name, value(dtype, [Number.isNaN(rows) ? 0 : rows, ...width], feeds[i])] as const
    })
    return yield* program.run(Object.fromEntries(inputs))
  }, Effect.scoped)

  it.effect("one tensor can be two outputs, and an input can be one", () =>
    Effect.gen(function* () {
      const y = mul(x, 2)
      const out = yield* run(graph({ a: y, b: y, c: stopGradient(x) }), [Float32Array.of(1, 2, 3, 4)])
      expect(Array.from(out.a.data)).toEqual([2, 4, 6, 8])
      expect(out.b.data).toEqual(out.a.data)
      expect(Array.from(out.c.data)).toEqual([1, 2, 3, 4])
    }))

  it.effect("a product of matrices is 0 where its sums have no terms, whatever its memory held before", () =>
    Effect.gen(function* () {
      const [a, b] = [input("a", ["N", 3]), input("b", ["N", 3])]
      const program = yield* (yield* Runtime).compile(graph({ y: matmul(a, b, { transA: true, alpha: 0.5 }) }))
      const of = (n: number) => value("float32", [n, 3], new Float32Array(3 * n).fill(1))
      expect((yield* program.run({ a: of(4), b: of(4) })).y.data).toEqual(new Float32Array(9).fill(2))
      expect((yield* program.run({ a: of(0), b: of(0) })).y.data).toEqual(new Float32Array(9))
    }).pipe(Effect.scoped))

  it.effect("a batched product whose sums have no terms is refused", () =>
    Effect.gen(function* () {
      const [q, k, v] = [input("q", ["B", 4, "T", 2]), input("k", ["B", 2, "S", 2]), input("v", ["B", 2, "S", 2])]
      const y = attention({ q, k, v, bias: input("bias", []) }, 1)
      const [a, b] = [input("a", [2, "N", 3]), input("b", [2, "N", 3])]
      const products = [
        graph({ y: matmul(a, b, { transA: true }) }),
        graph({ y }),
        graph({ y: backward(reduceSum(y), [k])[0] }),
      ]
      const zeros = (...dims: ReadonlyArray<number>) =>
        value("float32", dims, new Float32Array(dims.reduce((x, d) => x * d, 1)))
      const ofHeads = (t: number, s: number) => ({
        q: zeros(1, 4, t, 2),
        k: zeros(1, 2, s, 2),
        v: zeros(1, 2, s, 2),
        bias: zeros(),
      })
      const feeds = [{ a: zeros(2, 0, 3), b: zeros(2, 0, 3) }, ofHeads(1, 0), ofHeads(0, 1)]
      const messages = yield* Effect.forEach(products, (closed, i) =>
        Effect.gen(function* () {
          const program = yield* (yield* Runtime).compile(closed)
          return (yield* Effect.flip(program.run(feeds[i]))).message
        }).pipe(Effect.scoped))
      expect(messages).toEqual([
        'Cannot feed "a": dimension N is 0, but sums of a batched product need terms',
        'Cannot feed "k": dimension S is 0, but sums of a batched product need terms',
        'Cannot feed "q": dimension 2*T is 0, but sums of a batched product need terms',
      ])
    }))

  it.effect("no rows can be sorted", () =>
    Effect.gen(function* () {
      const { y } = yield* run(graph({ y: sortDescending(x) }), [new Float32Array(0)])
      expect(y.dims).toEqual([0, 4])
    }))

  it.effect("sums into repeated rows are the same below and above the limit of the product", () =>
    Effect.gen(function* () {
      const updates = input("u", ["N", 2])
      const index = input("i", ["N"], "int32")
      const [few, many] = [scatterAdd(updates, index, 128), scatterAdd(updates, index, 129)]
      expect(operators(graph({ few }), cpu)).not.toContain("ScatterElements")
      expect(operators(graph({ many }), cpu)).toContain("ScatterElements")
      const rows = Int32Array.from({ length: 500 }, (_, i) => (i * i) % 128)
      const out = yield* run(graph({ few, many }), [Float32Array.from({ length: 1000 }, (_, i) => i % 7), rows])
      expect(out.many.data.slice(0, 256)).toEqual(out.few.data)
    }))
})
