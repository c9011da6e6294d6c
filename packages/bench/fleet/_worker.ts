// A worker of one thread as a process of its own: its argument is the coordinator's port. Only started, never imported.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { work } from "@rlif/trainer/fleet/worker"
import { Effect } from "effect"

NodeRuntime.runMain(
  work({ host: "127.0.0.1", port: Number(process.argv[2]) }).pipe(Effect.provide(Cpu.layerWith({ threads: 1 }))),
)
