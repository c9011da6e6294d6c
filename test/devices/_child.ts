// Runs every check of one provider in one process, because a driver is chosen when a process starts and starting one is slow.
// Prints one line of JSON a check, `{"name": ..., "error": ...}`, or `{"missing": ...}` where the machine has no driver.
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import * as Cuda from "@rlif/core/runtime/providers/cuda"
import * as Webgpu from "@rlif/core/runtime/providers/webgpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import type { ProviderMissing } from "@rlif/core/runtime/runtime-error"
import { Cause, Context, Effect, Exit, Layer } from "effect"
import { checks } from "./_checks.ts"

const print = (line: unknown) => Effect.sync(() => process.stdout.write(JSON.stringify(line) + "\n"))

const service = (layer: Layer.Layer<Runtime, ProviderMissing>) =>
  Effect.map(Layer.build(layer), (context) => Context.get(context, Runtime))

const { layer } = process.argv[2] === "cuda" ? Cuda : Webgpu

const program = Effect.gen(function* () {
  const both = { cpu: yield* service(Cpu.layerWith({ threads: 1 })), device: yield* service(layer) }
  for (const [name, check] of Object.entries(checks)) {
    const exit = yield* Effect.exit(check(both))
    yield* print(Exit.isSuccess(exit) ? { name } : { name, error: Cause.pretty(exit.cause) })
  }
}).pipe(
  Effect.scoped,
  Effect.catchTag("@rlif/core/ProviderMissing", ({ message }) => print({ missing: message })),
)

await Effect.runPromise(program)
