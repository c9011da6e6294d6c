// `npm run bench -- gpu [flags]` compares providers; `npm run bench -- memory [flags]` measures what a large model takes;
// `npm run bench -- [names]` measures throughput on the CPU.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import { gpu } from "./gpu/gpu.ts"
import { memory } from "./memory/memory.ts"

const [first, ...rest] = process.argv.slice(2)
if (first === "gpu" || first === "memory") {
  const command = { gpu, memory }[first]
  Effect.suspend((): ReturnType<typeof gpu> | ReturnType<typeof memory> => command(rest)).pipe(
    Effect.map((status) => void (process.exitCode = status)),
    Effect.provide(NodeServices.layer),
    NodeRuntime.runMain,
  )
} else await import("./throughput/main.ts")
