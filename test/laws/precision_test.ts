// Single precision against double at the edges of what a model computes: tiny, huge and vanishing activations, angles of
// far positions, saturated attention, nearly one-hot distributions and very unlikely tokens.
import type { Float } from "@rlif/core/graph/dtype"
import { attention, rmsNorm, rotary, transpose } from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import { allSignals, tokenSignals } from "@rlif/core/signals"
import { rotaryTables } from "@rlif/core/nn"
import { random, seed } from "@rlif/core/random/seed"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { type FloatOperand, type OpCase, ready } from "./_op_case.ts"

interface Case extends Omit<OpCase, "floats"> {
  readonly floats: ReadonlyArray<Required<Pick<FloatOperand, "shape" | "data">>>
  /** The largest difference of values, and of gradients, in parts of the largest (of `unit`, where that is more). */
  readonly within: readonly [number, number]
  readonly unit?: number
}

const normals = (name: string, count: number, scale = 1) => {
  const { normal } = random(seed(name))
  return Array.from({ length: count }, () => scale * normal())
}

const norms = [1e-30, 1e-12, 1e-3, 1, 1e6, 1e18].map((scale) => ({
  name: `rmsNorm of ${scale}`,
  floats: [{ shape: [2, 64], data: normals("x", 128, scale) }, { shape: [64], data: normals("w", 64) }],
  build: ([x, w]: ReadonlyArray<Tensor<Float>>) => rmsNorm(x, w, 1e-6),
  within: [1e-6, 1e-6],
} as const))

const outlier: Case = {
  name: "rmsNorm of zeros, and of one large number among small ones",
  floats: [
    { shape: [2, 64], data: [...Array<number>(64).fill(0), 1e5, ...normals("x", 63)] },
    { shape: [64], data: normals("w", 64) },
  ],
  build: ([x, w]) => rmsNorm(x, w, 1e-6),
  within: [1e-6, 1e-6],
}

const far = rotaryTables({ headWidth: 8, theta: 10_000 }, Int32Array.of(0, 1, 4095, 131_071), "float64")
const turned: Case = {
  name: "rotary at far positions",
  floats: [
    { shape: [4, 2, 8], data: normals("x", 64, 1e4) },
    { shape: [4, 4], data: [...far.cos] },
    { shape: [4, 4], data: [...far.sin] },
  ],
  build: ([x, cos, sin]) => rotary(x, cos, sin),
  within: [1e-6, 1e-6],
}

// Scores of a few thousand leave one weight per query: the gradient is all rounding, and finite.
const attentions = [[1, 1e-5], [10, 1e-4], [100, Infinity]].map(([scale, gradient]): Case => ({
  name: `causal attention, queries and keys of ${scale}`,
  floats: [
    { shape: [1, 5, 4, 8], data: normals("q", 160, scale) },
    { shape: [1, 1, 7, 8], data: normals("k", 56, scale) },
    { shape: [1, 1, 7, 8], data: normals("v", 56) },
    { shape: [5, 7], data: Array.from({ length: 35 }, (_, i) => (i % 7 > Math.floor(i / 7) + 2 ? -1e9 : 0)) },
  ],
  build: ([q, k, v, bias]) => attention({ q: transpose(q, [0, 2, 1, 3]), k, v, bias }, 8 ** -0.5),
  within: [1e-5, gradient],
}))

const signal = (
  name: (typeof allSignals)[number]["name"],
  logits: ReadonlyArray<number>,
  { target, within }: { readonly target: number; readonly within: Case["within"] },
): Case => ({
  name: `${name} of token ${target} of ${logits.length}, logits to ${Math.max(...logits).toPrecision(3)}`,
  floats: [{ shape: [1, logits.length], data: logits }],
  indices: [{ shape: [1], data: [target] }],
  build: ([z], [targets]) => tokenSignals(allSignals, { logits: z, targets }, 1)[name],
  within,
  unit: name === "selfCertainty" ? 1 : 0,
})

const wide = (scale: number) => normals("z", 50_000, scale)
const peaked = (gap: number) => [gap, ...Array<number>(31).fill(0)]

const signals: ReadonlyArray<Case> = [
  ...[0.01, 1, 5, 30, 300].flatMap((scale) => [
    signal("logprob", wide(scale), { target: 7, within: [2e-6, 1e-5] }),
    signal("selfCertainty", wide(scale), { target: 7, within: [2e-5, 1e-3] }),
  ]),
  ...[0.01, 1, 5].map((scale) => signal("entropy", wide(scale), { target: 7, within: [1e-5, 1e-3] })),
  ...[5, 10, 88, 200, 1e4].flatMap((gap) => [
    signal("logprob", peaked(gap), { target: 1, within: [1e-6, 1e-6] }),
    signal("selfCertainty", peaked(gap), { target: 1, within: [1e-6, 1e-6] }),
  ]),
]

layer(Cpu.layer)("single precision", (it) => {
  for (const one of [...norms, outlier, turned, ...attentions, ...signals] as ReadonlyArray<Case>) {
    it.effect(`is close to double: ${one.name}`, () =>
      Effect.gen(function* () {
        const [single, double] = yield* both(one)
        for (const [name, { data }] of Object.entries(double)) {
          const unit = name === "y" ? one.unit : 0
          const distance = furthest(single[name].data, data) / Math.max(...Array.from(data, Math.abs), unit ?? 0, 1e-38)
          expect(distance, name).toBeLessThan(one.within[name === "y" ? 0 : 1])
        }
      }))
  }

  it.effect("has entropies near 0 that are right to 5e-7, and never below 0", () =>
    Effect.gen(function* () {
      for (const gap of [10, 13, 15, 16, 17, 18, 20, 40, 88, 104, 1e4]) {
        const [single, double] = yield* both(signal("entropy", peaked(gap), { target: 0, within: [0, 0] }))
        expect(single.y.data[0]).toBeGreaterThanOrEqual(0)
        expect(Math.abs(Number(single.y.data[0]) - Number(double.y.data[0]))).toBeLessThan(5e-7)
        expect(furthest(single.g0.data, double.g0.data)).toBeLessThan(5e-7)
      }
    }))
})

// A case computed in both precisions, from numbers that both hold.
const both = (one: Case) =>
  Effect.forEach(["float32", "float64"] as const, (dtype) => {
    const floats = one.floats.map(({ shape, data }) => ({ shape, data: data.map(Math.fround) }))
    const { graph, feeds } = ready({ ...one, floats }, dtype)
    return Effect.scoped(
      Effect.flatMap(Effect.flatMap(Runtime, (runtime) => runtime.compile(graph)), (program) => program.run(feeds)),
    )
  })

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((worst, x, i) => Math.max(worst, Math.abs(x - b[i])), 0)
