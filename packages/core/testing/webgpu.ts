// Builds the WebGPU layer under whatever Vulkan driver this process was started with. Prints how that failed, if it did.
import { Effect } from "effect"
import { Runtime } from "../runtime/runtime.ts"
import { layer } from "../runtime/providers/webgpu.ts"

const built = Effect.asVoid(Runtime).pipe(Effect.provide(layer))
console.log(JSON.stringify(
  await Effect.runPromise(Effect.match(built, {
    onSuccess: () => ({}),
    onFailure: ({ _tag, provider, message }) => ({ _tag, provider, message }),
  })),
))
