// The `rlif` command, once Node is known to be new enough.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import { commands } from "./_commands.ts"
import { run } from "./_run.ts"
import { version } from "./_version.ts"

// A reader that has seen enough, such as `head`, ends the command as Ctrl-C does: with everything released.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error
  process.kill(process.pid, "SIGINT")
})

run(process.argv.slice(2), { commands, version }).pipe(
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain({ disableErrorReporting: true }),
)
