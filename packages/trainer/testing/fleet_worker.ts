// A worker as a process of its own, for tests that kill it: arguments are the coordinator's port and a name.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Effect } from "effect"
import { work } from "../fleet/worker.ts"

const [port, name] = process.argv.slice(2)
NodeRuntime.runMain(
  work({ host: "127.0.0.1", port: Number(port), name: name! }).pipe(Effect.provide(Cpu.layerWith({ threads: 1 }))),
)
