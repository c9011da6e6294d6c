// A worker of a queue as a process of its own, for tests that kill it: arguments are the database's address, a name and a lease.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Effect, Redacted } from "effect"
import { workFromQueue } from "../fleet/queue_worker.ts"

const [url, name, lease] = process.argv.slice(2)
NodeRuntime.runMain(
  workFromQueue({ url: Redacted.make(url!), name: name!, lease: Number(lease) }).pipe(
    Effect.provide(Cpu.layerWith({ threads: 1 })),
  ),
)
