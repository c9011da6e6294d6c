// What CUDA's programs are, on the CPU: the operators that its rows choose compute every operation, so that what differs on
// an NVIDIA GPU is its kernels'.
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { cuda } from "@rlif/core/onnx/cuda.ts"
import { Runtime } from "@rlif/core/runtime/runtime"
import type { OpName } from "@rlif/core/graph/tensor"
import { expect, it } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { ready, type ReadyCase } from "./_op_case.ts"
import { opCases } from "./_op_cases.ts"

const run = ({ graph, feeds }: ReadyCase, layer: Layer.Layer<Runtime, unknown>) =>
  Effect.flatMap(Runtime, (runtime) => runtime.compile(graph)).pipe(
    Effect.flatMap((program) => program.run(feeds)),
    Effect.scoped,
    Effect.provide(layer),
  )

for (const op of Object.keys(opCases) as Array<OpName>) {
  it.effect(op, () =>
    Effect.gen(function* () {
      for (const opCase of opCases[op]) {
        const made = ready(opCase, "float32")
        const ours = yield* run(made, Cpu.layerWith({ lowering: cuda }))
        const theirs = yield* run(made, Cpu.layer)
        for (const [name, { dims, data }] of Object.entries(theirs)) {
          const where = `${opCase.name}, ${name}`
          expect(ours[name].dims, where).toEqual(dims)
          data.forEach((x, i) => expect(Math.abs(ours[name].data[i] - x), where).toBeLessThan(1e-5 * (1 + Math.abs(x))))
        }
      }
    }))
}
