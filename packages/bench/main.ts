// `npm run bench -- gpu [flags]` compares providers; `npm run bench -- memory [flags]` measures what a large model takes;
// `npm run bench -- int8` compares an int8 base with a float32 one; `npm run bench -- peak` what programs allocate with what
// was expected; `npm run bench -- answers` grades the answers of our own cases; `npm run bench -- patterns` measures how
// the time of what reads them grows;
// `npm run bench -- [names]` measures throughput on the CPU.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Effect } from "effect"
import { answers } from "./answers/answers.ts"
import { patterns } from "./answers/patterns.ts"
import { gpu } from "./gpu/gpu.ts"
import { int8 } from "./int8/int8.ts"
import { memory } from "./memory/memory.ts"
import { peaks } from "./peak/peak.ts"

const [first, ...rest] = process.argv.slice(2)
if (first === "gpu" || first === "memory") {
  const command = { gpu, memory }[first]
  Effect.suspend((): ReturnType<typeof gpu> | ReturnType<typeof memory> => command(rest)).pipe(
    Effect.map((status) => void (process.exitCode = status)),
    Effect.provide(NodeServices.layer),
    NodeRuntime.runMain,
  )
} else if (["answers", "int8", "patterns", "peak"].includes(first) && rest.length > 0) {
  console.error(`Cannot measure ${first} with "${rest.join(" ")}": it has no flags`)
  process.exitCode = 2
} else if (first === "int8") {
  int8().pipe(Effect.provide([Cpu.layer, NodeServices.layer]), NodeRuntime.runMain)
} else if (first === "peak") peaks.pipe(Effect.provide(NodeServices.layer), NodeRuntime.runMain)
else if (first === "answers") answers.pipe(Effect.provide(NodeServices.layer), NodeRuntime.runMain)
else if (first === "patterns") patterns.pipe(NodeRuntime.runMain)
else await import("./throughput/main.ts")
