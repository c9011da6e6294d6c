// Creates a session of every program on WebGPU with ONNX Runtime's most verbose log, which says on stderr where it places each
// node. Prints `{"missing": ...}` where the machine has no driver.
import { webgpu } from "@rlif/core/onnx/webgpu.ts"
import * as Webgpu from "@rlif/core/runtime/providers/webgpu"
import { calledByType } from "@rlif/core/testing/called_by_type.ts"
import { Effect, Layer } from "effect"
import { env, InferenceSession } from "onnxruntime-node"
import { programs } from "./_programs.ts"

const placed = Effect.gen(function* () {
  yield* Layer.build(Webgpu.layer)
  const graphs = yield* programs
  env.logLevel = "verbose"
  for (const graph of graphs) {
    const options = { executionProviders: ["webgpu"], enableMemPattern: false, logSeverityLevel: 0 } as const
    const session = yield* Effect.promise(() => InferenceSession.create(calledByType(graph, webgpu), options))
    yield* Effect.promise(() => session.release())
  }
}).pipe(
  Effect.scoped,
  Effect.catchTag(
    "@rlif/core/ProviderMissing",
    ({ message }) => Effect.sync(() => process.stdout.write(JSON.stringify({ missing: message }))),
  ),
)

await Effect.runPromise(placed)
