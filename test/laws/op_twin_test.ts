// Every fused form against its twin in primitives: the same values and the same gradients, in both precisions.
import type { Float } from "@rlif/core/graph/dtype"
import * as fused from "@rlif/core/graph/ops/fused.ts"
import * as twin from "@rlif/core/graph/ops/twin.ts"
import { silu } from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import { expect, layer } from "@effect/vitest"
import { Effect } from "effect"
import { ready } from "./_op_case.ts"

type Forms = typeof twin

interface Pair {
  readonly shapes: ReadonlyArray<ReadonlyArray<number>>
  readonly build: (forms: Forms, x: ReadonlyArray<Tensor<Float>>, target: Tensor<"int32">) => Tensor<Float>
}

// A fused form without a row, or without a twin, does not compile.
const pairs: { readonly [K in keyof Forms | keyof typeof fused]: Pair } = {
  silu: { shapes: [[3, 5]], build: ({ silu }, [x]) => silu(x) },
  softmax: { shapes: [[3, 5]], build: ({ softmax }, [x]) => softmax(x) },
  logSoftmax: { shapes: [[3, 5]], build: ({ logSoftmax }, [x]) => logSoftmax(x) },
  inverseRms: { shapes: [[3, 5]], build: ({ inverseRms }, [x]) => inverseRms(x, 1e-6) },
  rmsNorm: { shapes: [[3, 5], [5]], build: ({ rmsNorm }, [x, w]) => rmsNorm(x, w, 1e-6) },
  rotary: { shapes: [[3, 2, 6], [3, 3], [3, 3]], build: ({ rotary }, [x, cos, sin]) => rotary(x, cos, sin) },
  attentionWeights: {
    shapes: [[2, 6, 3, 4], [2, 2, 5, 4], [2, 1, 3, 5]],
    build: ({ attentionWeights }, [q, k, bias]) => attentionWeights({ q, k, bias }, 0.5),
  },
  attention: {
    shapes: [[2, 6, 3, 4], [2, 2, 5, 4], [2, 2, 5, 4], [2, 1, 3, 5]],
    build: ({ attention }, [q, k, v, bias]) => attention({ q, k, v, bias }, 0.5),
  },
  tokenLogprob: { shapes: [[3, 5]], build: ({ tokenLogprob }, [z], target) => tokenLogprob(z, target) },
}

// The value and gradients of one form.
const run = (name: keyof Forms, forms: Forms, dtype: Float) =>
  Effect.gen(function* () {
    const { shapes, build } = pairs[name]
    const floats = shapes.map((shape) => ({ shape }))
    const indices = name === "tokenLogprob" ? [{ shape: [3], data: [4, 0, 2] }] : []
    const { graph, feeds } = ready({ name, floats, indices, build: (x, [target]) => build(forms, x, target) }, dtype)
    const program = yield* Effect.flatMap(Runtime, (runtime) => runtime.compile(graph))
    return yield* program.run(feeds)
  }).pipe(Effect.scoped)

layer(Cpu.layer)("fused forms and their twins", (it) => {
  for (const name of Object.keys(pairs) as ReadonlyArray<keyof Forms>) {
    for (const [dtype, tolerance] of [["float64", 1e-12], ["float32", 1e-5]] as const) {
      it.effect(`${name}, ${dtype}`, () =>
        Effect.gen(function* () {
          const one = yield* run(name, { ...fused, silu }, dtype)
          const other = yield* run(name, twin, dtype)
          for (const [output, { dims, data }] of Object.entries(one)) {
            expect(other[output].dims).toEqual(dims)
            const scale = Math.max(...Array.from(data, Math.abs))
            const worst = Math.max(...Array.from(data, (v, i) => Math.abs(v - other[output].data[i])))
            expect(worst / scale, output).toBeLessThan(tolerance)
          }
        }))
    }
  }
})
