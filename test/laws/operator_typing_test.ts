// Every operator that a lowering emits has a type, and that of what an operation becomes is the operation's own: over the
// table of all operations, their gradients included, on every provider.
import { evaluate } from "@rlif/core/graph/dim.ts"
import { cpu } from "@rlif/core/onnx/cpu.ts"
import { cuda } from "@rlif/core/onnx/cuda.ts"
import { toProto } from "@rlif/core/onnx/lower.ts"
import { plain } from "@rlif/core/onnx/plain.ts"
import { webgpu } from "@rlif/core/onnx/webgpu.ts"
import { expect, it } from "vitest"
import { typed } from "../../packages/core/onnx/_typed.ts"
import { ready } from "./_op_case.ts"
import { opCases } from "./_op_cases.ts"

for (const [name, lowering] of Object.entries({ plain, cpu, cuda, webgpu })) {
  it(`${name}: inferred as declared`, () => {
    for (const [op, cases] of Object.entries(opCases)) {
      for (const opCase of cases) {
        for (const dtype of ["float32", "float64"] as const) {
          const { graph } = toProto(ready(opCase, dtype).graph, lowering)
          const sizes = new Map(Object.entries(opCase.sizes ?? {}))
          const declared = typed(graph!)
          const inferred = typed({ ...graph!, valueInfo: [], output: [] })
          for (const [value, { shape, dtype }] of declared) {
            const found = inferred.get(value)!
            const numbers = found.shape.map((dim) => evaluate(dim, sizes))
            const context = `${op}, ${opCase.name}: ${value}`
            expect(numbers, context).toEqual(shape.map((dim) => evaluate(dim, sizes)))
            expect(found.dtype, context).toBe(dtype)
          }
        }
      }
    }
  })
}
