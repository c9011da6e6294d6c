import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { graph } from "../../graph/graph.ts"
import { input } from "../../graph/ops/leaf.ts"
import { matmul } from "../../graph/ops/matmul.ts"
import { Runtime } from "../runtime.ts"
import { value } from "../../graph/value.ts"
import * as Cuda from "./cuda.ts"

const product = Effect.gen(function* () {
  const runtime = yield* Runtime
  const program = yield* runtime.compile(graph({ y: matmul(input("a", ["N", 2]), input("b", [2, 1])) }))
  return yield* program.run({
    a: value("float32", [1, 2], Float32Array.of(3, 4)),
    b: value("float32", [2, 1], Float32Array.of(5, 6)),
  })
}).pipe(Effect.scoped, Effect.provide(Cuda.layer))

it.effect("asks for full single precision before NVIDIA's libraries are loaded", () =>
  Effect.map(Effect.exit(product), () => expect(process.env.NVIDIA_TF32_OVERRIDE).toBe("0")))

it.effect("multiplies on the GPU, or says what to install", () =>
  Effect.match(product, {
    onSuccess: ({ y }) => expect(y).toEqual(value("float32", [1, 1], Float32Array.of(39))),
    onFailure: (error) => {
      expect(error).toMatchObject({ _tag: "@rlif/core/ProviderMissing", provider: "cuda" })
      expect(error.message).toMatch(/^Cannot use cuda: it needs .* CUDA 12 and cuDNN 9 .*libonnxruntime_providers/)
    },
  }))
